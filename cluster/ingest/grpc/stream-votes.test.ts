import { connect as connectHttp2 } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../../process/testing/until.ts'
import type { Acknowledgement, CallFault, VoteStream } from '../client/client.ts'
import { FakeProducer, goodVote, startDoor } from '../testing/door.ts'
import { method } from './wire.ts'

async function acknowledgements(stream: VoteStream): Promise<{ all: Acknowledgement[]; fault?: CallFault }> {
  const all: Acknowledgement[] = []
  try {
    for await (const one of stream) all.push(one)
  } catch (fault) {
    return { all, fault: fault as CallFault }
  }
  return { all }
}

const batch = (votes: number) => Array.from({ length: votes }, () => goodVote)

test('each batch is acknowledged by its number, in the batches’ order, also when later ones are stored first', async () => {
  const producer = new FakeProducer()
  producer.onAppend = ({ key }) => (key.includes('slow') ? sleep(200) : undefined)
  const { client } = await startDoor(producer)
  const stream = client.stream()
  await stream.send(7, [{ ...goodVote, id: 'slow' }])
  await stream.send(3, batch(2))
  await stream.send(0, [{ ...goodVote, rank: '101' }])
  stream.end()
  const { all, fault } = await acknowledgements(stream)
  expect(fault).toBeUndefined()
  expect(all).toMatchObject([
    { sequence: 7, outcomes: [{ status: 'accepted', id: 'slow' }] },
    { sequence: 3, outcomes: [{ status: 'accepted' }, { status: 'accepted' }] },
    { sequence: 0, outcomes: [{ status: 'refused', errors: [{ field: 'rank', code: 'out_of_range' }] }] },
  ])
})

test('a batch beyond the limits ends the stream by status, after the acknowledgements before it', async () => {
  const { client } = await startDoor(new FakeProducer())
  const stream = client.stream()
  await stream.send(1, batch(1))
  await stream.send(2, batch(1001))
  const { all, fault } = await acknowledgements(stream)
  expect(all.map(({ sequence }) => sequence)).toEqual([1])
  expect(fault).toMatchObject({ status: 8, code: 'too_large' })
})

test('a client that goes on sending into a stream that was ended is not left waiting', async () => {
  const { client } = await startDoor(new FakeProducer())
  const stream = client.stream()
  const sending = (async () => {
    for (let sequence = 0; sequence < 100; sequence += 1) await stream.send(sequence, batch(1001))
  })()
  expect((await acknowledgements(stream)).fault).toMatchObject({ code: 'too_large' })
  await sending
})

test('a stream without batches ends well', async () => {
  const { client } = await startDoor(new FakeProducer())
  const stream = client.stream()
  stream.end()
  expect(await acknowledgements(stream)).toEqual({ all: [] })
})

test('while the log is slow, the client’s batches are not read without bound', async () => {
  const producer = new FakeProducer()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  producer.onAppend = () => released
  const { client } = await startDoor(producer)
  const stream = client.stream()
  const batches = 60
  const sending = (async () => {
    for (let sequence = 0; sequence < batches; sequence += 1) await stream.send(sequence, batch(1))
    stream.end()
  })()
  await until(() => producer.asked >= 4)
  await sleep(200)
  expect(producer.asked).toBe(4)
  release()
  const { all } = await acknowledgements(stream)
  await sending
  expect(all.map(({ sequence }) => sequence)).toEqual(Array.from({ length: batches }, (_, at) => at))
})

test('a client that does not read its acknowledgements is not read from without bound', async () => {
  const producer = new FakeProducer()
  const { address } = await startDoor(producer)
  // grpc-js reads ahead without bound, so the client is plain HTTP/2, which reads only when asked.
  const session = connectHttp2(`http://${address}`)
  onTestFinished(() => session.destroy())
  const stream = session.request({
    ':method': 'POST',
    ':path': '/aplauso.v1.VoteIngest/StreamVotes',
    'content-type': 'application/grpc',
    te: 'trailers',
  })
  stream.on('error', () => {})
  const message = method('StreamVotes').requestSerialize({ votes: batch(1000) })
  const frame = Buffer.alloc(5 + message.length)
  frame.writeUInt32BE(message.length, 1)
  message.copy(frame, 5)
  const batches = 60
  for (let sent = 0; sent < batches; sent += 1) stream.write(frame)
  let before = -1
  while (producer.entries.length > before) {
    before = producer.entries.length
    await sleep(500)
  }
  expect(before).toBeGreaterThan(0)
  expect(before).toBeLessThan(30 * 1000)
})

test('a client that breaks off half-way harms nobody: what was read is stored, others are served', async () => {
  const producer = new FakeProducer()
  producer.onAppend = () => sleep(50)
  const { client } = await startDoor(producer)
  const stream = client.stream()
  await stream.send(1, batch(3))
  await until(() => producer.asked === 3)
  stream.cancel()
  expect((await acknowledgements(stream)).fault).toMatchObject({ status: 1, code: 'unavailable' })
  await until(() => producer.entries.length === 3)
  await expect(client.castVote(goodVote)).resolves.toMatchObject({ contest: 'default' })
})

test('a stopping server acknowledges what it has read and ends the stream with UNAVAILABLE', async () => {
  const producer = new FakeProducer()
  producer.onAppend = () => sleep(200)
  const { client, ingest } = await startDoor(producer)
  const stream = client.stream()
  await stream.send(1, batch(1))
  await until(() => producer.asked === 1)
  const stopping = ingest.stop()
  const { all, fault } = await acknowledgements(stream)
  expect(all).toMatchObject([{ sequence: 1, outcomes: [{ status: 'accepted' }] }])
  expect(fault).toMatchObject({ status: 14, code: 'unavailable' })
  await stopping
  expect(producer.closed).toBe(true)
})
