import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Door, DoorUnavailable, edgeDoor } from './index.ts'

let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void
const server = createServer(async (request, response) => {
  let body = ''
  for await (const chunk of request) body += chunk
  answer(request, response, body)
})
let door: Door

beforeAll(async () => {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  door = edgeDoor(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
})
afterAll(() => server.close())

const ballots = [
  { number: 1, text: '{"id":"a"}' },
  { number: 2, text: '{"id":' },
]
const outcomes = [
  { status: 'accepted', id: 'a', contest: 'default' },
  { status: 'refused', errors: [{ field: '', code: 'malformed', message: 'not JSON' }] },
]

test('votes travel as NDJSON just as they stand, and their outcomes come back', async () => {
  answer = (request, response, body) => {
    expect(request.url).toBe('/v1/votes')
    expect(request.headers['content-type']).toBe('application/x-ndjson')
    expect(body).toBe('{"id":"a"}\n{"id":')
    response.end(JSON.stringify({ outcomes }))
  }
  expect(await door.cast(ballots)).toEqual(outcomes)
})

test('a problem of the whole batch that tells outcomes gives these', async () => {
  const failed = ballots.map(() => ({ status: 'failed', id: 'a', code: 'full' }))
  answer = (_, response) => response.writeHead(503).end(JSON.stringify({ code: 'full', outcomes: failed }))
  expect(await door.cast(ballots)).toEqual(failed)
})

test('a 503 without outcomes may be tried again, after the time that it names', async () => {
  answer = (_, response) => response.writeHead(503, { 'retry-after': '2' }).end('{}')
  const fault = await door.cast(ballots).catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(DoorUnavailable)
  expect(fault).toMatchObject({ retryAfterMs: 2_000 })
})

test('an edge that breaks off, or is not there, may be tried again', async () => {
  answer = (request) => request.socket.destroy()
  await expect(door.cast(ballots)).rejects.toBeInstanceOf(DoorUnavailable)
  await expect(edgeDoor('http://127.0.0.1:1').cast(ballots)).rejects.toBeInstanceOf(DoorUnavailable)
})

test('a single vote that is too large is refused, not tried again', async () => {
  answer = (_, response) => response.writeHead(413).end('{}')
  expect(await door.cast(ballots.slice(0, 1))).toMatchObject([{ status: 'refused', errors: [{ code: 'too_large' }] }])
})

test.each([
  ['another status', 404, '{}'],
  ['too few outcomes', 200, '{"outcomes":[]}'],
])('%s ends the casting', async (_, status, body) => {
  answer = (_, response) => response.writeHead(status).end(body)
  const fault = await door.cast(ballots).catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(Error)
  expect(fault).not.toBeInstanceOf(DoorUnavailable)
})
