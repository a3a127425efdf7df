import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { serve } from '../../cluster/process/testing/serve.ts'
import { edgeClient } from './edge-client.ts'
import { RequestFailed } from './vote-client.ts'

let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void
const url = await serve(async (request, response) => answer(request, response, await text(request)), afterAll)
const client = edgeClient(url)

const votes = [
  { number: 1, text: '{"id":"a"}' },
  { number: 2, text: '{"id":' },
]
const outcomes = [
  { status: 'accepted', id: 'a', contest: 'default' },
  { status: 'refused', errors: [{ field: '', code: 'malformed', message: 'not JSON' }] },
]

test('votes travel as NDJSON unchanged, and their outcomes come back', async () => {
  answer = (request, response, body) => {
    expect(request.url).toBe('/v1/votes')
    expect(request.headers['content-type']).toBe('application/x-ndjson')
    expect(body).toBe('{"id":"a"}\n{"id":')
    response.end(JSON.stringify({ outcomes }))
  }
  expect(await client.cast(votes)).toEqual(outcomes)
})

test('the outcomes in a problem of the whole batch are returned', async () => {
  const failed = votes.map(() => ({ status: 'failed', id: 'a', code: 'full' }))
  answer = (_, response) => response.writeHead(503).end(JSON.stringify({ code: 'full', outcomes: failed }))
  expect(await client.cast(votes)).toEqual(failed)
})

test('a 503 without outcomes may be retried after the time that it names', async () => {
  answer = (_, response) => response.writeHead(503, { 'retry-after': '2' }).end('{}')
  const fault = await client.cast(votes).catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(RequestFailed)
  expect(fault).toMatchObject({ retryAfterMs: 2_000 })
})

test('a request that is cut off, or finds no edge, may be retried', async () => {
  answer = (request) => request.socket.destroy()
  await expect(client.cast(votes)).rejects.toBeInstanceOf(RequestFailed)
  await expect(edgeClient('http://127.0.0.1:1').cast(votes)).rejects.toBeInstanceOf(RequestFailed)
})

test('a single vote that is too large is refused, not retried', async () => {
  answer = (_, response) => response.writeHead(413).end('{}')
  expect(await client.cast(votes.slice(0, 1))).toMatchObject([{ status: 'refused', errors: [{ code: 'too_large' }] }])
})

test.each([
  ['another status', 404, '{}'],
  ['too few outcomes', 200, '{"outcomes":[]}'],
])('%s ends the casting', async (_, status, body) => {
  answer = (_, response) => response.writeHead(status).end(body)
  const fault = await client.cast(votes).catch((error: unknown) => error)
  expect(fault).toBeInstanceOf(Error)
  expect(fault).not.toBeInstanceOf(RequestFailed)
})
