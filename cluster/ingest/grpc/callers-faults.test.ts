import type { ClientHttp2Stream } from 'node:http2'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test, vi } from 'vitest'
import { FakeProducer, goodVote, startDoor } from '../testing/door.ts'
import { frame, open, session, statusOf } from '../testing/raw-session.ts'

/** A frame that says of its bytes that they are compressed. */
function compressed(bytes: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt8(1)
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

const gzipped = { 'grpc-encoding': 'gzip' }
const goodMessage = frame('CastVote', goodVote).subarray(5)
const goodBatch = frame('StreamVotes', { votes: [goodVote] }).subarray(5)

/** A door that must say nothing, with a connection to it. */
async function start() {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  onTestFinished(() => said.mockRestore())
  const producer = new FakeProducer()
  const { address, ingest } = await startDoor(producer)
  return { over: session(address), ingest, producer, said }
}

/** The message of a call's end, and whether its details are ours. */
async function endOf(stream: ClientHttp2Stream) {
  const ended = new Promise<Record<string, unknown>>((resolve) => {
    const look = (headers: Record<string, unknown>) => {
      if (headers['grpc-status'] !== undefined) resolve(headers)
    }
    stream.on('response', look)
    stream.on('trailers', look)
  })
  stream.resume()
  const { 'grpc-status': status, 'grpc-message': message, 'grpc-status-details-bin': details } = await ended
  const isOurs = Buffer.from(String(details), 'base64').toString('latin1').includes('malformed')
  return { status: String(status), message: decodeURI(String(message)), isOurs }
}

test.each(['soon', '', '5', 'S', '5Y'])('the deadline %j is its caller’s fault, not ours', async (timeout) => {
  const { over, ingest, producer, said } = await start()
  const call = open(over, 'CastVote', { 'grpc-timeout': timeout })
  call.end(frame('CastVote', goodVote))
  expect(await endOf(call)).toEqual({ status: '3', message: 'the header grpc-timeout is not a time', isOurs: true })
  expect(ingest.held.callersFaults.count).toBe(1)
  expect(producer.asked).toBe(0)
  expect(said).not.toHaveBeenCalled()
})

test('it is so for every method, and leaves no call open', async () => {
  const { over, ingest } = await start()
  for (const method of ['CastVote', 'CastVotes', 'StreamVotes', '/grpc.health.v1.Health/Check']) {
    const call = open(over, method, { 'grpc-timeout': 'soon' })
    call.end()
    expect(await statusOf(call)).toBe('3')
  }
  expect(ingest.held.callersFaults.count).toBe(4)
  expect(ingest.held.open.size).toBe(0)
})

test.each([
  ['no gzip at all', Buffer.from('not gzip')],
  ['half of it', gzipSync(goodMessage).subarray(0, 12)],
  ['nothing', Buffer.alloc(0)],
])('a frame said to be gzip that holds %s is its caller’s fault, not ours', async (_, bytes) => {
  const { over, ingest, producer, said } = await start()
  const call = open(over, 'CastVote', gzipped)
  call.end(compressed(bytes))
  expect(await endOf(call)).toEqual({
    status: '3',
    message: 'the message is not readable in the encoding that its call names',
    isOurs: true,
  })
  expect(ingest.held.callersFaults.count).toBe(1)
  expect(producer.asked).toBe(0)
  expect(said).not.toHaveBeenCalled()
})

test('a stream ends so too, behind the acknowledgements of what was read before', async () => {
  const { over, ingest } = await start()
  const call = open(over, 'StreamVotes', gzipped)
  const acknowledged = new Promise((resolve) => call.once('data', resolve))
  call.write(compressed(gzipSync(goodBatch)))
  await acknowledged
  call.write(compressed(Buffer.from('not gzip')))
  expect(await endOf(call)).toMatchObject({ status: '3', isOurs: true })
  expect(ingest.held.callersFaults.count).toBe(1)
})

test('bytes that another service cannot read are their caller’s fault too', async () => {
  const { over, ingest } = await start()
  const call = open(over, '/grpc.health.v1.Health/Check')
  call.end(Buffer.from([0, 0, 0, 0, 1, 0x0f]))
  expect(await endOf(call)).toMatchObject({ status: '3', message: 'the message is not readable as protobuf' })
  expect(ingest.held.callersFaults.count).toBe(1)
})

test('gzip that is readable is read, and counted as nobody’s fault', async () => {
  const { over, ingest, producer } = await start()
  const call = open(over, 'CastVote', gzipped)
  call.end(compressed(gzipSync(goodMessage)))
  expect(await statusOf(call)).toBe('0')
  expect(producer.lastRecord).toMatchObject({ name: goodVote.name })
  expect(ingest.held.callersFaults.count).toBe(0)
})

test('a fault of ours stays INTERNAL', async () => {
  const { over, ingest, producer } = await start()
  producer.onAppend = () => {
    throw new Error('Failed to decompress message')
  }
  const call = open(over, 'CastVote')
  call.end(frame('CastVote', goodVote))
  expect(await statusOf(call)).toBe('13')
  expect(ingest.held.callersFaults.count).toBe(0)
})

test('headers that gRPC does not know how to read are left out, and nothing is written about them', async () => {
  const { over, said } = await start()
  const call = open(over, 'CastVote', { 'x!y': 'secret', 'x-name': 'Mar\u00eda', 'x-bin': '%%%' })
  call.end(frame('CastVote', goodVote))
  expect(await statusOf(call)).toBe('0')
  expect(said).not.toHaveBeenCalled()
})
