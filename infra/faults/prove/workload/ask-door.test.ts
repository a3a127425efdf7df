import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { edgeClient, grpcClient, RequestFailed, type VoteClient } from '../../../clients/cast/index.ts'
import { askDoor } from './ask-door.ts'

const votes = ['a', 'b', 'c'].map((id, number) => ({ number, text: `{"id":"${id}"}`, message: { id } }))
const answering = (cast: VoteClient['cast']): VoteClient => ({ name: 'edge', cast, close() {} })
const ask = (cast: VoteClient['cast']) => askDoor(answering(cast), votes, 1_000).answer

it('an answer is yes, no or perhaps', async () => {
  const answer = await ask(async () => [
    { status: 'accepted', id: 'a', contest: 'default' },
    { status: 'refused', errors: [] },
    { status: 'failed', id: 'c', code: 'unavailable' },
  ])
  expect(answer).toEqual({ fates: ['accepted', 'refused', 'unknown'] })
})

it('a request that failed leaves its votes unknown', async () => {
  expect(
    await ask(async () => {
      throw new RequestFailed('cut')
    }),
  ).toEqual({ fates: ['unknown', 'unknown', 'unknown'] })
})

it('so does one that is answered as no door should, which is reported', async () => {
  const broken = await ask(async () => {
    throw new Error('404')
  })
  expect(broken).toEqual({ fates: ['unknown', 'unknown', 'unknown'], unexpected: 'edge: Error: 404' })
  const others = await ask(async () => [
    { status: 'accepted', id: 'a', contest: 'default' },
    { status: 'accepted', id: 'somebody else’s', contest: 'default' },
  ])
  expect(others).toEqual({
    fates: ['accepted', 'unknown', 'unknown'],
    unexpected: expect.stringContaining('the answer to {"id":"c"} is undefined'),
  })
})

const open = new Set<Socket>()
const silent = createServer((socket) => open.add(socket.on('error', () => {})))
let port: number
beforeAll(async () => {
  silent.listen(0, '127.0.0.1')
  await once(silent, 'listening')
  port = (silent.address() as AddressInfo).port
})
afterAll(() => {
  for (const socket of open) socket.destroy()
  silent.close()
})

it.each([
  ['edge', () => edgeClient(`http://127.0.0.1:${port}`)],
  ['grpc', () => grpcClient(`127.0.0.1:${port}`)],
] as const)('a connection to the %s door on which nothing comes back ends in time, as unknown', async (_, open) => {
  const door = open()
  const startMs = performance.now()
  const { fates } = await askDoor(door, votes, 300).answer
  expect(fates).toEqual(['unknown', 'unknown', 'unknown'])
  expect(performance.now() - startMs).toBeLessThan(2_000)
  door.close()
})
