import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { stopDeadlineMs } from './service.ts'

const fixture = fileURLToPath(new URL('testing/service.ts', import.meta.url))

/** Runs the fixture; `said` resolves when a log line has that message. */
function run(behaviour = 'plain', environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [fixture, behaviour], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, ...environment },
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('no pipes')
  const text = { out: '', err: '' }
  stdout.on('data', (chunk) => {
    text.out += chunk
  })
  stderr.on('data', (chunk) => {
    text.err += chunk
  })
  const ended = Promise.all([once(stdout, 'end'), once(stderr, 'end')])
  // Not 'close': it does not come once the parent has disconnected.
  const exit = once(child, 'exit').then(async ([code]) => {
    await ended
    const lines = text.out.split('\n').filter((line) => line !== '')
    return { code, err: text.err, log: lines.map((line): Record<string, unknown> => JSON.parse(line)) }
  })
  const said = async (message: string) => {
    while (!text.out.includes(`"msg":"${message}"`)) await once(stdout, 'data')
  }
  return { child, exit, said }
}

test.each(['SIGINT', 'SIGTERM'] as const)('%s stops the service in order and ends with 0', async (signal) => {
  const { child, exit, said } = run()
  await said('ready')
  child.kill(signal)
  child.kill(signal)
  const { code, log, err } = await exit
  expect({ code, err }).toEqual({ code: 0, err: '' })
  expect(log).toMatchObject([
    { level: 'info', name: 'fixture', msg: 'ready', time: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) },
    { msg: 'stopping', reason: signal },
    { msg: 'flushed' },
    { msg: 'stopped' },
  ])
})

test('the parent hears when the service is ready and where it listens; when it is gone, the service stops', async () => {
  const { child, exit } = run()
  const [message] = await once(child, 'message')
  expect(message).toEqual({ ready: { http: 80 } })
  child.disconnect()
  expect(await exit).toMatchObject({ code: 0, log: [{}, { reason: 'parent gone' }, {}, { msg: 'stopped' }] })
})

test('a signal during the start waits for it, then stops', async () => {
  const { child, exit, said } = run('starts slowly')
  await said('starting')
  child.kill('SIGTERM')
  const { code, log } = await exit
  expect(code).toBe(0)
  expect(log.map(({ msg }) => msg)).toEqual(['starting', 'stopping', 'ready', 'flushed', 'stopped'])
})

test('a wrong configuration ends with 2 and a line for each problem', async () => {
  const { code, log, err } = await run('wrong configuration').exit
  expect({ code, log }).toEqual({ code: 2, log: [] })
  expect(err).toBe('fixture: 2 problem(s) in the configuration\n  A: is wrong\n  B: is required but not set\n')
})

test.each([
  ['fails to start', 'no start'],
  ['crashes', 'never foreseen'],
])('a service that %s ends with 1 and one fatal log line', async (behaviour, message) => {
  const { code, log, err } = await run(behaviour).exit
  expect({ code, err }).toEqual({ code: 1, err: '' })
  expect(log.at(-1)).toMatchObject({ level: 'fatal', msg: 'unexpected error', err: { message } })
})

test('a service that fails to stop ends with 1', async () => {
  const { child, exit, said } = run('fails to stop')
  await said('ready')
  child.kill('SIGTERM')
  expect(await exit).toMatchObject({ code: 1 })
})

test('a service that never stops is ended at the deadline, which is below ten seconds', async () => {
  expect(stopDeadlineMs).toBeLessThan(10_000)
  const { child, exit, said } = run('never stops')
  await said('ready')
  child.kill('SIGTERM')
  const { code, log } = await exit
  expect(code).toBe(1)
  expect(log.at(-1)).toMatchObject({ level: 'error', msg: 'not stopped in time', deadlineMs: 300 })
})

test('LOG_LEVEL chooses the least level, an unknown one is info', async () => {
  const quiet = run('plain', { LOG_LEVEL: 'silent' })
  await once(quiet.child, 'message')
  quiet.child.kill('SIGTERM')
  expect((await quiet.exit).log).toEqual([])
  const odd = run('plain', { LOG_LEVEL: 'loud' })
  await odd.said('ready')
  odd.child.kill('SIGTERM')
  expect((await odd.exit).log[0]).toMatchObject({ level: 'info' })
})

test('a stop while the start still waits for something ends it at once, in order', async () => {
  const { child, exit, said } = run('waits for an engine')
  await said('waiting')
  child.kill('SIGTERM')
  expect(await exit).toMatchObject({ code: 0, err: '', log: [{}, { msg: 'stopping' }, { msg: 'stopped' }] })
})
