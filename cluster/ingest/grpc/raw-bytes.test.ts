import { Client, credentials, type ServiceError } from '@grpc/grpc-js'
import { expect, onTestFinished, test } from 'vitest'
import { toCallFault } from '../client/fault.ts'
import { FakeProducer, goodVote, startDoor } from '../testing/door.ts'

/** Sends bytes as the message of a method and gives the fault, or the answer's bytes. */
async function send(address: string, path: string, bytes: Buffer): Promise<unknown> {
  const client = new Client(address, credentials.createInsecure())
  onTestFinished(() => client.close())
  return new Promise((resolve) => {
    const same = (buffer: Buffer) => buffer
    const answer = (error: ServiceError | null, answered?: Buffer) => resolve(error ? toCallFault(error) : answered)
    client.makeUnaryRequest(path, same, same, bytes, answer)
  })
}

/** A text field of a message: tag, length, bytes. */
function field(number: number, text: string | Buffer): Buffer {
  const bytes = Buffer.from(text)
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes])
}

const castVote = '/aplauso.v1.VoteIngest/CastVote'
const rest = Buffer.concat([field(2, 'X'), field(3, '1987'), field(4, '1')])

test('bytes that are no protobuf are the caller’s fault, not ours', async () => {
  const { address, client } = await startDoor(new FakeProducer())
  const expected = { status: 3, code: 'invalid', errors: [{ field: '', code: 'malformed' }] }
  const beyondItsEnd = Buffer.from([0x0a, 0x7f, 0x41])
  expect(await send(address, castVote, beyondItsEnd)).toMatchObject(expected)
  expect(await send(address, '/aplauso.v1.VoteIngest/CastVotes', Buffer.from('{"votes":[]}'))).toMatchObject(expected)
  await expect(client.castVote(goodVote)).resolves.toMatchObject({ contest: 'default' })
})

test('a text that is not UTF-8 is a format fault of its field', async () => {
  const { address } = await startDoor(new FakeProducer())
  for (const bytes of [
    [0x41, 0xff],
    [0xc0, 0x80],
    [0xed, 0xa0, 0x80],
    [0xf4, 0x90, 0x80, 0x80],
  ]) {
    const message = Buffer.concat([field(1, Buffer.from(bytes)), rest])
    expect(await send(address, castVote, message)).toMatchObject({ errors: [{ field: 'name', code: 'format' }] })
  }
})

test('of a field sent twice the last counts, unknown fields are ignored', async () => {
  const producer = new FakeProducer()
  const { address } = await startDoor(producer)
  const message = Buffer.concat([field(1, 'First'), field(1, 'Last'), rest, field(15, 'unknown')])
  expect(await send(address, castVote, message)).toBeInstanceOf(Buffer)
  expect(producer.lastRecord).toMatchObject({ name: 'Last' })
})

test('a method that does not exist is UNIMPLEMENTED', async () => {
  const { address } = await startDoor(new FakeProducer())
  expect(await send(address, '/aplauso.v1.VoteIngest/Nothing', rest)).toMatchObject({ status: 12, code: 'not_found' })
})
