import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { type RelayStub, relayKey, startRelayStub } from '../../../edge/testing/relay-stub.ts'
import { type Edge, startEdge } from './start-edge.ts'

const folder = mkdtempSync(join(tmpdir(), 'aplauso-edge-'))
let relay: RelayStub
let edge: Edge
let lines: string[] = []

beforeAll(async () => {
  relay = await startRelayStub()
  edge = await startEdge({
    host: '127.0.0.1',
    port: 0,
    folder,
    bindings: { RELAY_URL: relay.url, RELAY_KEY: relayKey, VOTER_KEY: 'v'.repeat(32), OUTBOX_SHARDS: '1' },
    onLine: (line) => lines.push(line),
  })
}, 60_000)
afterAll(async () => {
  await edge.stop()
  await relay.close()
  rmSync(folder, { recursive: true, force: true })
})
beforeEach(() => {
  lines = []
})

/** Sends bytes as they are, and reads until the edge hangs up. */
function raw(request: string): Promise<string> {
  const socket = connect(edge.port, '127.0.0.1')
  socket.on('error', () => {})
  socket.write(request)
  return text(socket)
}

const vote = '{"name":"Alux Nahual","album":"La Trampa","year":1989,"rank":1}'
const end = 'connection: close\r\n\r\n'

/** A vote in chunks. */
function chunked(chunks: string): string {
  return `POST /vote HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n${end}${chunks}`
}

it('takes a vote in chunks', async () => {
  expect(await raw(chunked(`${vote.length.toString(16)}\r\n${vote}\r\n0\r\n\r\n`))).toMatch(/^HTTP\/1\.1 202 /)
})

it.each(['', '[', '[::1', 'a b', 'x:99999', 'x:y', '%', 'a@b', '/', '\\', 'x*', '\u00ff'])(
  'answers whatever the host is said to be (%j)',
  async (host) => {
    for (const path of ['/healthz', '/nothing', '/outbox/status']) {
      expect(await raw(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n${end}`)).toMatch(/^HTTP\/1\.1 [24]\d\d /)
    }
    expect(lines).toEqual([])
  },
)

it('closes a tunnel that is asked for, in which nothing came', async () => {
  expect(await raw('CONNECT x:443 HTTP/1.1\r\nhost: x:443\r\n\r\nGET / HTTP/1.1\r\n')).toMatch(
    /^(HTTP\/1\.1 [24]\d\d .*\r\n(.+\r\n)*\r\n)?$/,
  )
  expect(lines).toEqual([])
})

it.each(['GET /favicon.ico', 'GET /', 'OPTIONS *', 'OPTIONS /nothing', 'GET //vote', 'GET /vote//'])(
  'answers %s with a problem document',
  async (line) => {
    const answer = await raw(`${line} HTTP/1.1\r\nhost: x\r\naccess-control-request-method: POST\r\n${end}`)
    expect(answer).toMatch(/^HTTP\/1\.1 404 /)
    expect(answer).toMatch(/content-type: application\/problem\+json/i)
    expect(answer).toMatch(/x-content-type-options: nosniff/i)
    expect(answer).toMatch(/cache-control: no-store/i)
    expect(answer).toContain('"code":"not_found"')
  },
)

it.each([
  ['no size', 'nonsense\r\n'],
  ['a size that is too small', `2\r\n${vote}\r\n0\r\n\r\n`],
  ['a size that does not count', `-1\r\n${vote}\r\n0\r\n\r\n`],
  ['a size beyond all bounds', `ffffffffffffffffff\r\n${vote}\r\n0\r\n\r\n`],
])('answers 400 to chunks with %s', async (_, chunks) => {
  expect(await raw(chunked(chunks))).toMatch(/^HTTP\/1\.1 400 /)
  expect(lines).toEqual([])
})

it.each([
  'GET /healthz HTTP/1.1\r\nhost: x\r\nbroken header\r\n\r\n',
  'POST /vote HTTP/1.1\r\nhost: x\r\ncontent-length: 5x\r\n\r\n12345',
  '\u0016\u0003\u0001 nonsense\r\n\r\n',
])('answers 4xx to what is not HTTP (%#)', async (request) => {
  expect(await raw(request)).toMatch(/^HTTP\/1\.1 4\d\d /)
})
