import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { FakeProducer, goodVote, startDoor } from '../../../cluster/ingest/testing/door.ts'
import { madeId } from './answer.ts'
import { openDoors } from './doors.ts'
import { messageOf } from './encode.ts'

/** The doors, with an edge that answers as given, or not at all. */
async function doorsAt(grpc: string, edgeStatus?: number, answer = '') {
  const server = createServer((request, response) => {
    request.resume()
    if (edgeStatus !== undefined) response.writeHead(edgeStatus).end(answer)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const doors = openDoors({ edge: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, grpc }, 1_500)
  onTestFinished(() => {
    doors.close()
    server.closeAllConnections()
    server.close()
  })
  return doors
}
const request = { body: Buffer.from('{}'), contentType: 'application/json' }
const dead = '127.0.0.1:1'
const good = messageOf(
  Object.entries(goodVote).map(([name, text]) => ({ name, value: { kind: 'text', text: String(text) } as const })),
)

test.each([
  ['a 5xx', 503, '{"code":"unavailable"}', { status: 'broken' }],
  ['an answer of no known kind', 418, 'tea', { status: 'broken' }],
  ['a refusal', 415, '{"code":"unsupported_media_type"}', { status: 'refused', code: 'unsupported_media_type' }],
  ['a failed vote', 200, '{"outcomes":[{"status":"failed","id":"a","code":"full"}]}', { status: 'broken' }],
])('of the edge, %s is recognised', async (_, edgeStatus, answer, expected) => {
  const doors = await doorsAt(dead, edgeStatus, answer)
  expect(await doors.edge(request)).toMatchObject(expected)
})

test('an edge that does not answer hangs', async () => {
  expect(await (await doorsAt(dead)).edge(request)).toEqual({ status: 'hang' })
})

test('of the gRPC server, an acceptance, a refusal, a failure and silence are found as they are', async () => {
  const producer = new FakeProducer()
  const { address } = await startDoor(producer)
  const doors = await doorsAt(address)
  if (!good) throw new Error('a good vote can be carried')
  expect(await doors.castVote(good)).toEqual({ status: 'accepted', id: madeId, contest: 'default' })
  expect(await doors.castVote(Buffer.alloc(0))).toMatchObject({
    status: 'refused',
    code: 'invalid',
    errors: { length: 4 },
  })
  producer.onAppend = () => 'unavailable'
  expect(await doors.castVote(good)).toMatchObject({ status: 'broken', what: expect.stringContaining('UNAVAILABLE') })
  expect(await (await doorsAt(dead)).castVote(good)).toMatchObject({ status: 'broken' })
})
