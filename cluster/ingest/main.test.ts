import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryFolder } from '../process/testing/temporary-folder.ts'
import { connect } from './client/client.ts'
import { goodVote, relayKey, voterKey } from './testing/door.ts'

interface Run {
  readonly child: ChildProcess
  readonly out: () => string
  readonly err: () => string
  readonly exited: Promise<number | null>
}

/** Runs the server's own entry as a process of its own. */
function run(environment: Record<string, string>): Run {
  const main = fileURLToPath(new URL('main.ts', import.meta.url))
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('no pipes')
  let out = ''
  let err = ''
  stdout.on('data', (chunk) => {
    out += chunk
  })
  stderr.on('data', (chunk) => {
    err += chunk
  })
  // Not 'close': it does not come once the parent has disconnected.
  const ended = Promise.all([once(stdout, 'end'), once(stderr, 'end')])
  const exited = once(child, 'exit').then(async ([code]): Promise<number | null> => {
    await ended
    return code
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  return { child, out: () => out, err: () => err, exited }
}

function ready({ child, err }: Run): Promise<{ grpc: number; relay: number }> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve((message as { ready: { grpc: number; relay: number } }).ready))
    child.once('exit', () => reject(new Error(`ended early: ${err()}`)))
  })
}

const log = (run: Run) =>
  run
    .out()
    .trim()
    .split('\n')
    .map((line): Record<string, unknown> => JSON.parse(line))

function environment(more: Record<string, string> = {}): Record<string, string> {
  return {
    GRPC_HOST: '127.0.0.1',
    GRPC_PORT: '0',
    RELAY_HOST: '127.0.0.1',
    RELAY_PORT: '0',
    RELAY_KEY: relayKey,
    VOTER_KEY: voterKey,
    APLAUSO_DATA: temporaryFolder(),
    ...more,
  }
}

test('the process stores votes durably, says where it listens, and SIGTERM ends it with 0 in time', async () => {
  const settings = environment()
  const server = run(settings)
  const { grpc, relay } = await ready(server)
  const client = connect(`127.0.0.1:${grpc}`)
  onTestFinished(() => client.close())
  const outcomes = await client.castVotes([
    { ...goodVote, id: 'a' },
    { ...goodVote, id: 'b' },
  ])
  expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'accepted'])
  const idle = client.stream()
  await idle.send(1, [{ ...goodVote, id: 'c' }])
  expect(await idle[Symbol.asyncIterator]().next()).toMatchObject({ value: { outcomes: [{ id: 'c' }] } })
  expect((await fetch(`http://127.0.0.1:${relay}/healthz`)).status).toBe(200)

  const started = performance.now()
  server.child.kill('SIGTERM')
  expect(await server.exited).toBe(0)
  expect(performance.now() - started).toBeLessThan(10_000)
  expect(log(server)).toMatchObject([
    { level: 'info', name: 'ingest', msg: 'listening', grpc: `127.0.0.1:${grpc}`, relay: `127.0.0.1:${relay}` },
    { msg: 'stopping' },
    { msg: 'stopped' },
  ])
  expect(server.err()).toBe('')
  const db = new DatabaseSync(join(settings.APLAUSO_DATA ?? '', 'log.db'), { readOnly: true })
  const values = db
    .prepare('SELECT value FROM records')
    .all()
    .map(({ value }) => JSON.parse(String(value)).id)
  db.close()
  expect(values.sort()).toEqual(['a', 'b', 'c'])
})

test('a vote that the log does not take is unavailable, and a line says why', async () => {
  const settings = environment()
  const server = run(settings)
  const { grpc } = await ready(server)
  const client = connect(`127.0.0.1:${grpc}`)
  onTestFinished(() => client.close())
  const db = new DatabaseSync(join(settings.APLAUSO_DATA ?? '', 'log.db'))
  db.exec('DROP TABLE records')
  db.close()
  await expect(client.castVote(goodVote)).rejects.toMatchObject({ code: 'unavailable' })
  await expect
    .poll(() => log(server).at(-1))
    .toMatchObject({
      level: 'warn',
      msg: 'votes failed',
      code: 'unavailable',
      votes: 1,
      reason: 'SQLite: no such table: records',
    })
})

test('a wrong configuration ends the process with 2 and every problem on a line', async () => {
  const server = run({ GRPC_PORT: '70000', RELAY_PORT: '1' })
  expect(await server.exited).toBe(2)
  expect(server.out()).toBe('')
  for (const name of ['GRPC_PORT', 'RELAY_KEY', 'VOTER_KEY', 'APLAUSO_DATA']) expect(server.err()).toContain(name)
  expect(server.err()).toMatch(/^ingest: 4 problem/)
})

test('a port in use ends the process with 2 and names the variable to set', async () => {
  const taken = createServer()
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void taken.close())
  const address = taken.address()
  const port = String(typeof address === 'object' ? address?.port : '')
  for (const name of ['GRPC_PORT', 'RELAY_PORT']) {
    const server = run(environment({ [name]: port }))
    expect(await server.exited).toBe(2)
    expect(server.err()).toContain(`${name}: ${port} is in use on 127.0.0.1; set ${name} to another port`)
  }
})

test('a parent that is gone ends the process', async () => {
  const server = run(environment())
  await ready(server)
  server.child.disconnect()
  expect(await server.exited).toBe(0)
})
