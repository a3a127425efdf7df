import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { processIdentity, stillRuns } from './identity.ts'
import { startDetached } from './start.ts'
import { stopProcess } from './stop.ts'

const folder = temporaryFolder(afterAll)

function start(script: string) {
  const logFile = join(folder, `${Math.random()}.log`)
  return startDetached({ role: 'test', command: process.execPath, args: ['-e', script], logFile, cwd: folder })
}

async function waitForLog(logFile: string, text: string) {
  await expect.poll(() => readFileSync(logFile, 'utf8'), { timeout: 5000 }).toContain(text)
}

test('a started process is known again and stops by SIGTERM', async () => {
  const started = await start('setInterval(() => {}, 1000)')
  expect(stillRuns(started)).toBe(true)
  expect(await stopProcess(started, 5000)).toBe('stopped')
  expect(stillRuns(started)).toBe(false)
})

test('a process that ignores SIGTERM is killed after the wait', async () => {
  const started = await start("process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)")
  await waitForLog(started.logFile, 'deaf')
  expect(await stopProcess(started, 200)).toBe('killed')
})

test('a process that took over the number is never touched', async () => {
  const stranger = await start('setInterval(() => {}, 1000)')
  const noted = { pid: stranger.pid, identity: 'an older start' }
  expect(await stopProcess(noted, 100)).toBe('was not running')
  expect(stillRuns(stranger)).toBe(true)
  await stopProcess(stranger, 5000)
})

test('a process that ended has no identity, and a program that is missing is named', async () => {
  const started = await start('')
  await expect.poll(() => processIdentity(started.pid), { timeout: 5000 }).toBeUndefined()
  expect(await stopProcess(started, 100)).toBe('was not running')
  const missing = { role: 'ghost', command: join(folder, 'none'), args: [], logFile: started.logFile, cwd: folder }
  await expect(startDetached(missing)).rejects.toThrow(/^ghost cannot be started: /)
})
