import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { RunningCommand, stillRunning } from '../terminal/testing/running-command.ts'
import { host, portsFrom, requireFree } from './system/ports.ts'

let folder: string
let started: RunningCommand | undefined
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(async () => {
  if (started) for (const pid of stillRunning([started.pid, ...started.descendants()])) process.kill(pid, 'SIGKILL')
  await started?.ended
})

function start(port: number): RunningCommand {
  started = new RunningCommand(['start', '--no-votes', '--port', String(port)], { APLAUSO_DATA: folder })
  return started
}

/** A base from which all ports are free. */
async function freeBase(): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const base = 20_000 + Math.floor(Math.random() * 10_000)
    const isFree = await requireFree(portsFrom(base)).then(
      () => true,
      () => false,
    )
    if (isFree) return base
  }
  throw new Error('no free ports')
}

test('Ctrl-C stops everything within 10 seconds, exits with 0 and leaves no process', { timeout: 60_000 }, async () => {
  const command = start(await freeBase())
  await command.says('Ctrl-C stops everything.')
  const processes = command.descendants()
  expect(processes.length).toBeGreaterThanOrEqual(7)
  const pressedMs = performance.now()
  command.pressCtrlC()
  expect(await command.ended).toBe(0)
  expect(performance.now() - pressedMs).toBeLessThan(10_000)
  expect(stillRunning(processes)).toEqual([])
  expect(command.stdout).toContain('All stopped.')
  expect(command.stderr).toBe('')

  const secrets = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'))
  const logs = ['ingest', 'consumer', 'results', 'logs', 'edge', 'dashboard'].map((name) =>
    readFileSync(join(folder, 'logs', `${name}.log`), 'utf8'),
  )
  for (const secret of Object.values(secrets)) expect(logs.join('')).not.toContain(secret)
})

test('when the command is killed, its processes end by themselves', { timeout: 60_000 }, async () => {
  const command = start(await freeBase())
  await command.says('Ctrl-C stops everything.')
  const processes = command.descendants()
  process.kill(command.pid, 'SIGKILL')
  const [supervisor] = processes
  if (supervisor) process.kill(supervisor, 'SIGKILL')
  await expect.poll(() => stillRunning(processes), { timeout: 12_000, interval: 200 }).toEqual([])
})

test('a taken port is named before anything starts, and how to choose others', async () => {
  const base = await freeBase()
  const server = createServer().listen(base + 2, host)
  await once(server, 'listening')
  const command = start(base)
  expect(await command.ended).toBe(1)
  expect(command.stderr).toBe(
    `Port ${base + 2} is in use; it is needed for the ingest server (votes over gRPC).\n` +
      `Choose other ports with: npm start -- --port ${base + 1_000}\n`,
  )
  expect(command.stdout).toBe('')
  server.close()
})
