import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { Ward } from './ward.ts'

const supervisorFixtures = join(import.meta.dirname, '..', '..', 'local', 'supervisor', 'fixtures')

async function ward(entry: string) {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-ward-'))
  const falls: string[] = []
  const started = await Ward.start({
    spec: { name: 'part', entry, environment: { MARK: join(folder, 'mark') } },
    logFolder: folder,
    onFall: (how) => falls.push(how),
  })
  onTestFinished(async () => {
    await started.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const starts = () => readFileSync(join(folder, 'part.log'), 'utf8').split('listening').length - 1
  return { ward: started, falls, starts }
}

test('a process that is killed is ready again, and nobody is told that it fell', async () => {
  const { ward: part, falls, starts } = await ward(join(supervisorFixtures, 'good.ts'))
  await part.kill()
  await part.kill()
  expect(falls).toEqual([])
  await expect.poll(starts).toBe(3)
})

test('a process that ends by itself is started again, and its end is told', async () => {
  const { ward: part, falls } = await ward(join(supervisorFixtures, 'dies-later.ts'))
  await expect.poll(() => falls.length).toBeGreaterThanOrEqual(1)
  expect(falls[0]).toContain('ended with exit code 4')
  await part.isUp()
})

test('a process that waiting cannot mend is not started again', async () => {
  const { ward: part, falls } = await ward(join(import.meta.dirname, 'fixtures', 'misconfigured.ts'))
  await expect(part.kill()).rejects.toThrow('ended with exit code 2')
  await pause(500)
  expect(falls).toHaveLength(1)
})

test('a frozen process is ready again after a kill', async () => {
  const { ward: part, starts } = await ward(join(supervisorFixtures, 'good.ts'))
  part.freeze()
  await part.kill()
  await expect.poll(starts).toBe(2)
})
