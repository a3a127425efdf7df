import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { bundleWorker, places } from '@aplauso/edge/build'
import { decodeRelayBatch } from '@aplauso/proto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { serve } from '../../../cluster/process/testing/serve.ts'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'

const host = join(import.meta.dirname, 'host.ts')
const vote = '{"name":"Alux Nahual","album":"Alto al Fuego","year":1987,"rank":1}'

let folder: string
/** The ids of the votes that reached the relay. */
let arrived: string[] = []
/** The relay waits for this before it answers. */
let gateOpen: Promise<void> = Promise.resolve()
const running: ChildProcess[] = []

const relayUrl = await serve(async (request, response) => {
  const entries = decodeRelayBatch(await text(request).catch(() => '')) ?? []
  arrived.push(...entries.map(({ value }) => (JSON.parse(value) as { id: string }).id))
  await gateOpen
  response.end(JSON.stringify({ outcomes: entries.map(() => 'accepted') }))
}, afterAll)

beforeAll(() => bundleWorker(places.bundle).then(() => {}), 60_000)

beforeEach(() => {
  folder = temporaryFolder()
})

afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

function start(environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, [host], {
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      APLAUSO_DATA: join(folder, 'outbox'),
      RELAY_URL: relayUrl,
      RELAY_KEY: 'r'.repeat(32),
      VOTER_KEY: 'v'.repeat(32),
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  running.push(child)
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (said += String(chunk)))
  return { child, said: () => said, exit: once(child, 'exit').then(([code]) => code as number | null) }
}

async function ready(child: ChildProcess): Promise<number> {
  const [message] = (await once(child, 'message')) as [{ ready: { edge: number } }]
  return message.ready.edge
}

const cast = (port: number) =>
  fetch(`http://127.0.0.1:${port}/vote`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: vote,
  })

/** The workerd processes of this test's folder. */
function workerdsHere(): string[] {
  if (!existsSync('/proc')) return []
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
    } catch {
      return false
    }
  })
}

it('takes votes, keeps its objects in its folder, and stops cleanly on request', async () => {
  const { child, said, exit } = start()
  const port = await ready(child)
  const response = await cast(port)
  expect(response.status).toBe(202)
  expect(await response.json()).toMatchObject({ status: 'accepted', contest: 'default' })
  expect(existsSync(join(folder, 'outbox', 'aplauso-outbox'))).toBe(true)
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
  expect(said()).not.toMatch(/fatal|error| {4}at /)
  expect(workerdsHere()).toEqual([])
})

it('stores a vote that waits in the outbox even if its client resets the connection', async () => {
  const { child } = start({ OUTBOX_SHARDS: '1' })
  const port = await ready(child)
  arrived = []
  const gate = Promise.withResolvers<void>()
  gateOpen = gate.promise
  // The relay holds the first batch, so that the second vote is still in the outbox when its client disconnects.
  const first = cast(port)
  await vi.waitFor(() => expect(arrived).toHaveLength(1))
  const body = `${vote.slice(0, -1)},"id":"left"}`
  const client = connect(port, '127.0.0.1')
  client.write(
    `POST /vote HTTP/1.1\r\nHost: edge\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  )
  await new Promise((resolve) => setTimeout(resolve, 300))
  client.resetAndDestroy()
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect(arrived).not.toContain('left')
  gate.resolve()
  await vi.waitFor(() => expect(arrived).toContain('left'), 3_000)
  expect((await first).status).toBe(202)
})

it('does not outlive its parent', async () => {
  const { child, exit } = start()
  await ready(child)
  child.disconnect()
  expect(await exit).toBe(0)
  expect(workerdsHere()).toEqual([])
})

it('leaves no workerd behind when it is killed', async () => {
  const { child, exit } = start()
  await ready(child)
  child.kill('SIGKILL')
  await exit
  await vi.waitFor(() => expect(workerdsHere()).toEqual([]), 3_000)
})

it('ends when workerd dies', async () => {
  const { child, said, exit } = start()
  await ready(child)
  const [pid] = workerdsHere()
  // Runs only if processes can be listed.
  if (pid === undefined) return
  process.kill(Number(pid), 'SIGKILL')
  expect(await exit).toBe(1)
  await vi.waitFor(() => expect(said()).toContain('workerd ended by itself'))
})

it('names a port that is taken, and what to do', async () => {
  const { port } = new URL(relayUrl)
  const { said, exit } = start({ PORT: port })
  expect(await exit).toBe(2)
  await vi.waitFor(() => expect(said()).toContain(`PORT: ${port} is in use on 127.0.0.1; set PORT to another port`))
})

it('names every problem of an invalid configuration', async () => {
  const { said, exit } = start({ VOTER_KEY: 'short', RELAY_URL: '' })
  expect(await exit).toBe(2)
  await vi.waitFor(() => expect(said()).toMatch(/RELAY_URL: is required.*\n.*VOTER_KEY: must have at least 32/))
})
