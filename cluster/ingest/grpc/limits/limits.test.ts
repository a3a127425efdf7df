import { connect as connectTcp, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, credentials } from '@grpc/grpc-js'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../../process/testing/until.ts'
import { type CallFault, connect } from '../../client/client.ts'
import { FakeProducer, goodVote, startDoor } from '../../testing/door.ts'
import { frame, open, session, statusOf } from '../../testing/raw-session.ts'

const batch = (votes: number) => Array.from({ length: votes }, () => goodVote)

test('a call past its deadline is answered at once, and what was appended stays', async () => {
  const producer = new FakeProducer()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  producer.onAppend = () => released
  const { address } = await startDoor(producer)
  const call = open(session(address), 'CastVote', { 'grpc-timeout': '150m' })
  call.end(frame('CastVote', goodVote))
  const started = performance.now()
  expect(await statusOf(call)).toBe('4')
  expect(performance.now() - started).toBeLessThan(2_000)
  expect(producer.entries).toHaveLength(0)
  release()
  await until(() => producer.entries.length === 1)
})

test('a stream past its deadline ends, though its batch still waits for the log', async () => {
  const producer = new FakeProducer()
  producer.onAppend = () => new Promise(() => {})
  const { address, ingest } = await startDoor(producer)
  const call = open(session(address), 'StreamVotes', { 'grpc-timeout': '150m' })
  call.write(frame('StreamVotes', { votes: [goodVote] }))
  expect(await statusOf(call)).toBe('4')
  call.destroy()
  await until(() => ingest.held.open.size === 0)
  expect(ingest.held.messages.pendingBytes).toBe(0)
})

test('more calls than may be open are refused at once with full, and taken again when others have ended', async () => {
  const producer = new FakeProducer()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  producer.onAppend = () => released
  const { client, ingest } = await startDoor(producer, { GRPC_MAX_CALLS: '3' })
  const waiting = Array.from({ length: 3 }, () => client.castVote(goodVote))
  await until(() => producer.asked === 3)
  const fault = await client.castVote(goodVote).catch((error: CallFault) => error)
  expect(fault).toMatchObject({ status: 8, code: 'full', retryAfterMs: 2_000 })
  expect(ingest.held.open.refused).toBe(1)
  release()
  await Promise.all(waiting)
  await expect(client.castVote(goodVote)).resolves.toBeDefined()
})

test('batches beyond the memory for messages are refused with full, streams wait for room', async () => {
  const producer = new FakeProducer()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  producer.onAppend = () => released
  const { client, address, ingest } = await startDoor(producer, { GRPC_MAX_PENDING_BYTES: String(4 * 1024 * 1024) })
  const others = Array.from({ length: 3 }, () => connect(address, { separate: true }))
  onTestFinished(() => {
    for (const other of others) other.close()
  })
  const waiting = others.map((other) => other.castVotes(batch(1000)))
  await until(() => producer.asked === 3_000)
  await expect(client.castVotes(batch(1000))).rejects.toMatchObject({ code: 'full', retryAfterMs: 2_000 })
  const streams = Array.from({ length: 4 }, () => client.stream())
  for (const stream of streams) await stream.send(1, batch(1000))
  await sleep(200)
  expect(ingest.held.messages.pendingBytes).toBeLessThan(6 * 1024 * 1024)
  expect(producer.asked).toBeLessThanOrEqual(5_000)
  release()
  await Promise.all(waiting)
  for (const stream of streams) {
    const next = await stream[Symbol.asyncIterator]().next()
    expect(next.value?.outcomes).toHaveLength(1000)
  }
  await until(() => ingest.held.messages.pendingBytes === 0)
})

test('what a stream sent is forgotten when its client leaves while it waits for room', async () => {
  const producer = new FakeProducer()
  producer.onAppend = () => new Promise(() => {})
  const { address, ingest } = await startDoor(producer, { GRPC_MAX_PENDING_BYTES: String(4 * 1024 * 1024) })
  for (let call = 0; call < 3; call += 1) {
    const other = connect(address, { separate: true })
    onTestFinished(() => other.close())
    other.castVotes(batch(1000), { deadlineMs: 5_000 }).catch(() => {})
  }
  const { messages } = ingest.held
  await until(() => producer.asked === 3_000)
  const over = session(address)
  const streams = Array.from({ length: 5 }, () => open(over, 'StreamVotes'))
  for (const stream of streams) stream.write(frame('StreamVotes', { votes: batch(10) }))
  await until(() => messages.waiting === 5)
  over.destroy()
  await until(() => messages.waiting === 0)
})

test('more connections than may be open are closed as they come', async () => {
  const { client, address } = await startDoor(new FakeProducer(), { GRPC_MAX_CONNECTIONS: '2' })
  await client.castVote(goodVote)
  const [host = '', port] = address.split(':')
  const sockets: Socket[] = Array.from({ length: 2 }, () => connectTcp(Number(port), host))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
  })
  let closed = 0
  for (const socket of sockets) {
    socket.on('error', () => {})
    socket.on('close', () => {
      closed += 1
    })
  }
  await until(() => closed === 1)
  await expect(client.castVote(goodVote)).resolves.toBeDefined()
})

test('callers that never finish their messages are cut when they hold too much memory; others are served', async () => {
  const { client, address, ingest } = await startDoor(new FakeProducer(), {
    GRPC_MAX_BUFFERED_BYTES: String(32 * 1024 * 1024),
  })
  const announced = Buffer.alloc(5)
  announced.writeUInt32BE(2 * 1024 * 1024, 1)
  const most = Buffer.concat([announced, Buffer.alloc(1_900_000)])
  const sessions = Array.from({ length: 2 }, () => session(address))
  const calls = sessions.flatMap((one) => Array.from({ length: 20 }, () => open(one, 'CastVotes')))
  for (const call of calls) call.write(most)
  await until(() => ingest.held.connections.cut >= 1)
  await until(() => !ingest.held.open.pressed)
  await expect(client.castVote(goodVote)).resolves.toBeDefined()
}, 30_000)

test('a connection that is too old takes no new calls, and its streams end with UNAVAILABLE after what was sent', async () => {
  const { client } = await startDoor(new FakeProducer(), {
    GRPC_MAX_CONNECTION_AGE_MS: '300',
    GRPC_MAX_CONNECTION_AGE_GRACE_MS: '1000',
  })
  const stream = client.stream()
  await stream.send(1, batch(1))
  const seen: number[] = []
  await expect(
    (async () => {
      for await (const { sequence } of stream) seen.push(sequence)
    })(),
  ).rejects.toMatchObject({ status: 14, code: 'unavailable', message: expect.stringContaining('too old') })
  expect(seen).toEqual([1])
  await expect(client.castVote(goodVote)).resolves.toBeDefined()
})

/** Asks grpc.health.v1.Health, whose messages are written by hand: a service's name, a status. */
function health(address: string) {
  const client = new Client(address, credentials.createInsecure())
  onTestFinished(() => client.close())
  const write = (service: string) => Buffer.concat([Buffer.from([0x0a, service.length]), Buffer.from(service)])
  const read = (bytes: Buffer) => (bytes.length === 0 ? 0 : bytes[1])
  return {
    check: (service: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        client.makeUnaryRequest('/grpc.health.v1.Health/Check', write, read, service, (error, status) =>
          error ? reject(error) : resolve(status),
        )
      }),
    watch: (service: string) => client.makeServerStreamRequest('/grpc.health.v1.Health/Watch', write, read, service),
  }
}

test('health is SERVING while the log answers, NOT_SERVING while it does not and from the beginning of the end', async () => {
  const producer = new FakeProducer()
  let up = true
  producer.isUp = () => up
  producer.onAppend = () => sleep(300)
  const { address, client, ingest } = await startDoor(producer)
  const { check, watch } = health(address)
  expect(await Promise.all(['', 'aplauso.v1.VoteIngest'].map(check))).toEqual([1, 1])
  await expect(check('another')).rejects.toMatchObject({ code: 5 })
  const seen: number[] = []
  const watching = watch('aplauso.v1.VoteIngest').on('data', (status: number) => seen.push(status))
  const ended = new Promise((resolve) => watching.on('error', resolve))
  up = false
  await until(() => seen.at(-1) === 2)
  up = true
  await until(() => seen.at(-1) === 1)
  const answer = client.castVote(goodVote)
  await until(() => producer.asked === 1)
  const started = performance.now()
  const stopping = ingest.stop()
  await until(() => seen.at(-1) === 2)
  expect(await ended).toMatchObject({ code: 14 })
  await expect(answer).resolves.toBeDefined()
  await stopping
  expect(performance.now() - started).toBeLessThan(2_000)
})

test('health is reported however many calls are open and whatever they hold', async () => {
  const producer = new FakeProducer()
  producer.onAppend = () => sleep(500)
  const { address, client } = await startDoor(producer, { GRPC_MAX_CALLS: '1' })
  const waiting = client.castVote(goodVote)
  await until(() => producer.asked === 1)
  expect(await health(address).check('')).toBe(1)
  await waiting
  const full = await startDoor(producer, { GRPC_MAX_PENDING_BYTES: String(4 * 1024 * 1024) })
  const batches = Array.from({ length: 8 }, () => full.client.castVotes(batch(1000)).catch(() => []))
  await until(() => full.ingest.held.open.refused > 0)
  expect(await health(full.address).check('')).toBe(1)
  await Promise.all(batches)
})

test.each([
  ['true', 'aplauso.v1.VoteIngest'],
  ['false', undefined],
])('with GRPC_REFLECTION=%s the server lists its services: %s', async (GRPC_REFLECTION, service) => {
  const { address } = await startDoor(new FakeProducer(), { GRPC_REFLECTION })
  const client = new Client(address, credentials.createInsecure())
  onTestFinished(() => client.close())
  const call = client.makeBidiStreamRequest(
    '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
    (bytes: Buffer) => bytes,
    (bytes: Buffer) => bytes.toString('latin1'),
  )
  const answer = new Promise<string | undefined>((resolve) => {
    call.on('data', resolve)
    call.on('error', ({ code }: { code?: number }) => resolve(code === 12 ? undefined : `status ${code}`))
  })
  // list_services = "*"
  call.end(Buffer.from([0x3a, 1, 0x2a]))
  if (service) expect(await answer).toContain(service)
  else expect(await answer).toBeUndefined()
})

test('a connection may send a megabyte before it has to wait', async () => {
  const { address } = await startDoor(new FakeProducer())
  const over = session(address)
  await until(() => (over.state.remoteWindowSize ?? 0) >= 1_000_000)
})

test('a log that is down fails votes, not the server', async () => {
  const producer = new FakeProducer()
  producer.onAppend = () => 'unavailable'
  const { client } = await startDoor(producer)
  await expect(client.castVote(goodVote)).rejects.toMatchObject({ status: 14 })
  producer.onAppend = () => {}
  await expect(client.castVote(goodVote)).resolves.toBeDefined()
})
