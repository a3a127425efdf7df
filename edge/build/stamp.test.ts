import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { digestOf, freshStamp, writeStamped } from './stamp.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aplauso-stamp-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

it('a folder is fresh only for the inputs that it was made from, and while it is whole', async () => {
  expect(await freshStamp(folder, 'one')).toBeUndefined()
  await writeStamped(folder, { 'a.js': 'x' }, { inputs: 'one', note: 'hello' })
  expect(await freshStamp(folder, 'one')).toEqual({ inputs: 'one', note: 'hello', files: ['a.js'] })
  expect(await freshStamp(folder, 'two')).toBeUndefined()
  rmSync(join(folder, 'a.js'))
  expect(await freshStamp(folder, 'one')).toBeUndefined()
})

it('a digest distinguishes inputs, also by where one ends and the next begins', () => {
  expect(digestOf('a', 'b')).not.toBe(digestOf('ab'))
  expect(digestOf('a', 'b')).toBe(digestOf('a', 'b'))
})
