import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { ProcessDied, Supervisor } from './index.ts'

let folder: string
let troubles: string[]
let supervisor: Supervisor

beforeEach(() => {
  folder = temporaryFolder()
  troubles = []
  supervisor = new Supervisor({
    logFolder: folder,
    onTrouble: (name, line) => troubles.push(`${name}: ${line}`),
    readyTimeoutMs: 5_000,
    stopTimeoutMs: 1_500,
  })
})

afterEach(async () => {
  supervisor.kill()
})

const fixture = (name: string, as = name) => ({
  name: as,
  entry: join(import.meta.dirname, 'testing', `${name}.ts`),
  environment: { TEA: 'green' },
})

const log = (name: string) => readFileSync(join(folder, `${name}.log`), 'utf8')

function isRunning(pid: number | undefined): boolean {
  try {
    return process.kill(pid ?? 0, 0)
  } catch {
    return false
  }
}

test('a ready process gives its ports, its lines go to its log file, and its warnings are reported', async () => {
  expect(await supervisor.start(fixture('good'))).toEqual({ tea: 4321 })
  await supervisor.stop()
  expect(log('good')).toContain('"msg":"listening"')
  expect(troubles).toEqual(['good: warning: low on tea (one bag left)'])
})

test('a stray variable of the shell does not reach the processes', async () => {
  process.env.KAFKA_BROKERS = 'stray:9092'
  try {
    await supervisor.start(fixture('good'))
    await supervisor.stop()
  } finally {
    delete process.env.KAFKA_BROKERS
  }
  expect(log('good')).toContain('"kafka":null')
})

test('processes stop in the reverse order of their start', async () => {
  await supervisor.start(fixture('good', 'first'))
  await supervisor.start(fixture('good', 'second'))
  await supervisor.stop()
  const stoppedAtMs = (name: string) => Number(/"atMs":(\d+)/.exec(log(name))?.[1])
  expect(stoppedAtMs('second')).toBeLessThanOrEqual(stoppedAtMs('first'))
})

test('a process that dies at start is named with how it ended and its last lines', async () => {
  const failure = await supervisor.start(fixture('dies')).catch((error: unknown) => error)
  expect(failure).toBeInstanceOf(ProcessDied)
  expect(String(failure)).toContain(
    'The process "dies" ended with exit code 3. Its last lines:\n  the kettle is broken',
  )
})

test('a process that is not ready in time is named', async () => {
  const hasty = new Supervisor({ logFolder: folder, onTrouble: () => {}, readyTimeoutMs: 1 })
  await expect(hasty.start(fixture('good'))).rejects.toThrow('The process "good" was not ready within 0.001 s')
  await hasty.stop()
})

test('an exit that nobody requested is reported, a requested one is not', async () => {
  await supervisor.start(fixture('good'))
  const { grandchild: pid } = await supervisor.start(fixture('stubborn'))
  process.kill(pid ?? 0, 'SIGKILL')
  const quiet = await Promise.race([supervisor.died, new Promise((resolve) => setTimeout(() => resolve('quiet'), 200))])
  expect(quiet).toBe('quiet')

  const other = new Supervisor({ logFolder: folder, onTrouble: () => {} })
  const died = other.died
  await other.start({ ...fixture('dies-later'), entry: join(import.meta.dirname, 'testing', 'dies-later.ts') })
  expect(String(await died)).toContain('The process "dies-later" ended with exit code 4')
})

test('a process that ignores the request to stop is killed in time, with what it started', async () => {
  const { grandchild } = await supervisor.start(fixture('stubborn'))
  expect(isRunning(grandchild)).toBe(true)
  const startedMs = Date.now()
  await supervisor.stop()
  expect(Date.now() - startedMs).toBeLessThan(3_000)
  await expect.poll(() => isRunning(grandchild), { timeout: 5_000 }).toBe(false)
})

test('once the supervisor stops, it starts nothing', async () => {
  await supervisor.stop()
  await expect(supervisor.start(fixture('good'))).rejects.toThrow('was not started, because the system is stopping')
})
