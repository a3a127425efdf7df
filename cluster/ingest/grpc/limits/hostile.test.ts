import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { until } from '../../../process/testing/until.ts'
import { connect } from '../../client/client.ts'
import { FakeProducer, goodVote, startDoor } from '../../testing/door.ts'
import { frame, open, session, statusOf } from '../../testing/raw-session.ts'

const emptyVotes = { votes: Array.from({ length: 1000 }, () => ({})) }
const watch = '/grpc.health.v1.Health/Watch'
const mebibyte = 1024 * 1024

/** Honest clients on connections of their own: the results of one vote each. */
async function honestVotes(address: string, clients = 5): Promise<readonly string[]> {
  return Promise.all(
    Array.from({ length: clients }, async () => {
      const client = connect(address, { separate: true })
      onTestFinished(() => client.close())
      return client.castVote(goodVote).then(
        () => 'accepted',
        (error: { code?: string }) => error.code ?? 'failed',
      )
    }),
  )
}

const allAccepted = Array(5).fill('accepted')

describe('clients that do not read', () => {
  test('shut out nobody else: their unread answers are all they hold, and no more of theirs is judged', async () => {
    const { address, ingest } = await startDoor(new FakeProducer(), {
      GRPC_MAX_PENDING_BYTES: String(4 * mebibyte),
      GRPC_MAX_BUFFERED_BYTES: String(32 * mebibyte),
    })
    for (let connection = 0; connection < 8; connection += 1) {
      const over = session(address, { settings: { initialWindowSize: 0 } })
      for (let stream = 0; stream < 20; stream += 1) {
        const call = open(over, 'StreamVotes')
        for (let sent = 0; sent < 5; sent += 1) call.write(frame('StreamVotes', emptyVotes))
      }
    }
    const { messages } = ingest.held
    await until(() => messages.unreadBytes > 8 * 200_000)
    expect(await honestVotes(address)).toEqual(allAccepted)
    // Until nothing of theirs is judged any more.
    for (let before = -1; before !== messages.unreadBytes; await sleep(500)) before = messages.unreadBytes
    expect(messages.pendingBytes).toBe(0)
    // A 128th of 32 MiB each, and what was being judged when that was reached.
    expect(messages.unreadBytes).toBeLessThan(8 * 700_000)
    expect(messages.waiting).toBeGreaterThan(50)
    expect(await honestVotes(address)).toEqual(allAccepted)
  }, 30_000)

  test('are all cut where calls are refused', async () => {
    const { address, ingest } = await startDoor(new FakeProducer(), {
      GRPC_MAX_BUFFERED_BYTES: String(32 * mebibyte),
    })
    const { connections, open: calls } = ingest.held
    const sessions = Array.from({ length: 4 }, () => session(address, { settings: { initialWindowSize: 0 } }))
    // More than a client may leave unread: it is refused, which counts as much as anybody's being refused.
    const attack = () => {
      for (const over of sessions) if (!over.destroyed) open(over, 'CastVotes').end(frame('CastVotes', emptyVotes))
    }
    for (let tries = 0; connections.cut < 4 && tries < 200; tries += 1) {
      attack()
      await sleep(50)
    }
    expect(calls.refused).toBeGreaterThan(0)
    expect(connections.cut).toBe(4)
    expect(await honestVotes(address)).toEqual(allAccepted)
  }, 30_000)
})

describe('silent calls', () => {
  test.each([
    ['streams', 'StreamVotes'],
    ['watches of health', watch],
    ['calls of one vote', 'CastVote'],
  ])(
    '%s that fill all places give way to honest calls',
    async (_, path) => {
      const { address, ingest } = await startDoor(new FakeProducer(), { GRPC_MAX_CALLS: '200' })
      for (let connection = 0; connection < 4; connection += 1) {
        const over = session(address)
        for (let call = 0; call < 100; call += 1) {
          const stream = open(over, path)
          if (path === watch) stream.write(Buffer.alloc(5))
          stream.resume()
        }
      }
      await until(() => ingest.held.open.refused > 0)
      await sleep(300)
      for (let round = 0; round < 3; round += 1) expect(await honestVotes(address)).toEqual(allAccepted)
      const client = connect(address, { separate: true })
      onTestFinished(() => client.close())
      const stream = client.stream()
      await stream.send(1, [goodVote])
      expect((await stream[Symbol.asyncIterator]().next()).value?.outcomes[0]?.status).toBe('accepted')
      expect(ingest.held.open.size).toBeLessThanOrEqual(200)
    },
    30_000,
  )

  test('one that ends for another is answered UNAVAILABLE, one whose batch is being stored goes on', async () => {
    const producer = new FakeProducer()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    producer.onAppend = () => released
    const { address, ingest } = await startDoor(producer, { GRPC_MAX_CALLS: '4' })
    const over = session(address)
    const busy = open(over, 'StreamVotes')
    busy.write(frame('StreamVotes', { votes: [goodVote] }))
    await until(() => producer.asked === 1)
    const silent = open(over, 'StreamVotes')
    const ended = statusOf(silent)
    await until(() => ingest.held.open.size === 2)
    await sleep(300)
    const other = open(session(address), 'StreamVotes')
    other.write(frame('StreamVotes', { votes: [goodVote] }))
    expect(await ended).toBe('14')
    release()
    const answer = new Promise((resolve) => busy.once('data', resolve))
    expect(await answer).toBeInstanceOf(Buffer)
    expect(ingest.held.open.ended).toBe(1)
  }, 30_000)

  test('one that is refused or ended leaves nothing open, though its client never ends it', async () => {
    const { address } = await startDoor(new FakeProducer(), { GRPC_MAX_CALLS: '2' })
    const over = session(address)
    const calls = Array.from({ length: 20 }, () => open(over, 'StreamVotes'))
    let closed = 0
    for (const call of calls) {
      call.resume()
      call.on('close', () => {
        closed += 1
      })
    }
    await until(() => closed === 19)
  }, 30_000)

  test('a message without the end of its call holds none of the memory for messages', async () => {
    const { address, ingest } = await startDoor(new FakeProducer(), {
      GRPC_MAX_PENDING_BYTES: String(4 * mebibyte),
    })
    const over = session(address)
    const votes = Array.from({ length: 1000 }, () => goodVote)
    for (let call = 0; call < 20; call += 1) open(over, 'CastVotes').write(frame('CastVotes', { votes }))
    await until(() => ingest.held.open.size === 20)
    await sleep(200)
    expect(ingest.held.messages.pendingBytes).toBe(0)
    expect(await honestVotes(address)).toEqual(allAccepted)
  }, 30_000)
})

test('with GRPC_DIRECT_CLIENTS all connections of an address have one share', async () => {
  const { address, ingest } = await startDoor(new FakeProducer(), { GRPC_MAX_CALLS: '4', GRPC_DIRECT_CLIENTS: 'true' })
  const sessions = Array.from({ length: 3 }, () => session(address))
  const calls = sessions.map((over) => statusOf(open(over, 'StreamVotes')))
  await until(() => ingest.held.open.refused === 1)
  await sleep(300)
  // One more of the same address ends none of its own.
  calls.push(statusOf(open(session(address), 'StreamVotes')))
  await until(() => ingest.held.open.refused === 2)
  expect(ingest.held.open.ended).toBe(0)
})
