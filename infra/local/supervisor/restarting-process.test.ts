import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { RestartingProcess } from './restarting-process.ts'

async function start(fixture: string) {
  const folder = temporaryFolder()
  const exits: string[] = []
  const entry = join(import.meta.dirname, 'testing', `${fixture}.ts`)
  const started = await RestartingProcess.start({
    spec: { name: 'part', entry, environment: { MARK: join(folder, 'mark') } },
    logFolder: folder,
    onExit: (how) => exits.push(how),
  })
  onTestFinished(async () => {
    await started.stop().catch(() => {})
  })
  const starts = () => readFileSync(join(folder, 'part.log'), 'utf8').split('listening').length - 1
  return { process: started, exits, starts }
}

test('a process that is killed is ready again, and no exit is reported', async () => {
  const { process, exits, starts } = await start('good')
  await process.kill()
  await process.kill()
  expect(exits).toEqual([])
  expect(process.kills).toBe(2)
  await expect.poll(starts).toBe(3)
})

test('a process that exits by itself is restarted, and its exit is reported', async () => {
  const { process, exits } = await start('dies-later')
  await expect.poll(() => exits.length).toBeGreaterThanOrEqual(1)
  expect(exits[0]).toContain('ended with exit code 4')
  await process.isUp()
})

test('a process whose configuration is wrong is not restarted', async () => {
  const { process, exits } = await start('misconfigured')
  await expect(process.kill()).rejects.toThrow('ended with exit code 2')
  await pause(500)
  expect(exits).toHaveLength(1)
})

test('a frozen process is ready again after a kill', async () => {
  const { process, starts } = await start('good')
  process.freeze()
  await process.kill()
  await expect.poll(starts).toBe(2)
})

test('a process that is stopped stays so until it is started again, and is restarted after kills from then on', async () => {
  const { process, exits, starts } = await start('good')
  await process.stop()
  await pause(500)
  expect(starts()).toBe(1)
  await process.startAgain()
  await process.kill()
  await expect.poll(starts).toBe(3)
  expect(exits).toEqual([])
})

test('a stop that the process does not answer with exit code 0 is an error that says how it ended', async () => {
  const { process } = await start('stubborn')
  const stopping = process.stop()
  void process.kill().catch(() => {})
  await expect(stopping).rejects.toThrow('The process "part" was ended by SIGKILL')
})
