import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { digestOf } from './digest.ts'
import { alone } from './lock.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
  for (const name of ['part', 'part/dist', 'part/deep']) mkdirSync(join(folder, name))
  writeFileSync(join(folder, 'part', 'deep', 'code.ts'), 'one')
})

test('a source that is changed, added or removed changes the digest', () => {
  const first = digestOf(folder, ['part'])
  writeFileSync(join(folder, 'part', 'deep', 'code.ts'), 'two')
  const second = digestOf(folder, ['part'])
  writeFileSync(join(folder, 'part', 'more.ts'), '')
  const third = digestOf(folder, ['part'])
  expect(new Set([first, second, third]).size).toBe(3)
  rmSync(join(folder, 'part', 'more.ts'))
  expect(digestOf(folder, ['part'])).toBe(second)
})

test('build output, tests and Markdown do not change the digest', () => {
  const first = digestOf(folder, ['part'])
  for (const name of ['dist/code.js', 'deep/code.test.ts', 'README.md']) writeFileSync(join(folder, 'part', name), '')
  expect(digestOf(folder, ['part'])).toBe(first)
})

test('two processes do not build at the same time, and a lock left by a dead process is ignored', async () => {
  const file = join(folder, 'part.lock')
  writeFileSync(file, '4194303')
  let busy = 0
  const work = async () => {
    busy += 1
    expect(busy).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 50))
    busy -= 1
  }
  await Promise.all([alone(file, 5_000, work), alone(file, 5_000, work)])
})
