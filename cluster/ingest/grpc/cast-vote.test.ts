import {
  type AppendFailure,
  builtInContests,
  hmac,
  hmacKey,
  joinRecord,
  judgeVote,
  recordParts,
  voteKey,
} from '@aplauso/proto'
import { expect, test } from 'vitest'
import type { CallFault } from '../client/client.ts'
import { FakeProducer, goodVote, startDoor, voterKey } from '../testing/door.ts'

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('an accepted vote is in the log under its vote key before it is answered', async () => {
  const producer = new FakeProducer()
  const { client } = await startDoor(producer)
  const answer = await client.castVote({ ...goodVote, id: 'vote-1' })
  expect(answer).toEqual({ id: 'vote-1', contest: 'default' })
  const { at, ...record } = producer.lastRecord
  expect(record).toEqual({
    v: 1,
    contest: 'default',
    id: 'vote-1',
    name: 'Alux Nahual',
    album: 'Alto al Fuego',
    year: 1987,
    rank: 8.65,
    rules: 1,
    channel: 'grpc',
  })
  expect(Math.abs(Date.now() - Date.parse(String(at)))).toBeLessThan(5_000)
  const parts = {
    contest: 'default',
    id: 'vote-1',
    name: 'Alux Nahual',
    album: 'Alto al Fuego',
    year: 1987,
    rank: 8.65,
  }
  expect(producer.entries.map(({ key }) => key)).toEqual([await voteKey(parts)])
})

test('a vote without id gets a version 7 UUID, each another', async () => {
  const { client } = await startDoor(new FakeProducer())
  const [first, second] = await Promise.all([client.castVote(goodVote), client.castVote(goodVote)])
  expect(first.id).toMatch(uuidV7)
  expect(second.id).not.toBe(first.id)
})

test('the record has the bytes that the edge’s would have, but for channel and time', async () => {
  const producer = new FakeProducer()
  const { client } = await startDoor(producer)
  const vote = {
    ...goodVote,
    name: '  Malacates  Tre\u0301bol ',
    rank: '3ro',
    voter: 'someone',
    castAt: '2026-11-25T20:15:00Z',
  }
  await client.castVote({ ...vote, id: 'vote-1' })
  const judgement = judgeVote({ ...vote, id: 'vote-1', year: 1987 }, { contests: builtInContests })
  if (judgement.verdict !== 'keeps_rules') throw new Error(judgement.verdict)
  const at = '2026-11-25T20:15:01.000Z'
  const edge = joinRecord(
    recordParts(judgement.vote, { id: 'vote-1', channel: 'edge', at }),
    await hmac(await hmacKey(voterKey), 'someone'),
  )
  const ours = producer.entries[0]?.value ?? ''
  expect(ours.replace('"channel":"grpc"', '"channel":"edge"').replace(/"at":"[^"]+"/, `"at":"${at}"`)).toBe(edge)
  expect(ours).not.toContain('someone')
})

test('an absent field is required, an empty one is empty, and all faults are reported at once', async () => {
  const { client } = await startDoor(new FakeProducer())
  const fault = await client.castVote({ name: '', year: '1899', rank: '1' }).catch((error: CallFault) => error)
  expect(fault).toMatchObject({
    status: 3,
    code: 'invalid',
    message: 'name must not be empty; album is required; year must be from 1900 to 2100',
    errors: [
      { field: 'name', code: 'empty', message: 'name must not be empty' },
      { field: 'album', code: 'required', message: 'album is required' },
      { field: 'year', code: 'out_of_range', message: 'year must be from 1900 to 2100' },
    ],
  })
})

test('an unknown contest is NOT_FOUND, and faults in fields go first', async () => {
  const { client } = await startDoor(new FakeProducer())
  await expect(client.castVote({ ...goodVote, contest: 'other' })).rejects.toMatchObject({
    status: 5,
    code: 'unknown_contest',
    errors: [],
  })
  await expect(client.castVote({ ...goodVote, contest: 'other', year: 'x' })).rejects.toMatchObject({
    code: 'invalid',
    errors: [{ field: 'year', code: 'format' }],
  })
})

test('a message of 8 KiB is judged, one byte more is too large', async () => {
  const producer = new FakeProducer()
  const { client } = await startDoor(producer)
  // Beside the texts: a tag and a length of one byte for each of the four, and a length of two bytes for castAt.
  const room = 8 * 1024 - Object.values(goodVote).join('').length - 4 * 2 - 3
  await expect(client.castVote({ ...goodVote, castAt: 'x'.repeat(room) })).rejects.toMatchObject({ code: 'invalid' })
  await expect(client.castVote({ ...goodVote, castAt: 'x'.repeat(room + 1) })).rejects.toMatchObject({
    status: 8,
    code: 'too_large',
  })
})

test.each([
  ['full', { status: 8, code: 'full', retryAfterMs: 2000 }],
  ['unavailable', { status: 14, code: 'unavailable', retryAfterMs: undefined }],
  ['refused', { status: 13, code: 'internal' }],
  [new Error('secret of the house'), { status: 13, code: 'internal' }],
] satisfies [AppendFailure | Error, object][])(
  '%s fails with its code and the vote’s id, and shows nothing of the inside',
  async (failure, expected) => {
    const producer = new FakeProducer()
    producer.onAppend = () => {
      if (failure instanceof Error) throw failure
      return failure
    }
    const { client } = await startDoor(producer)
    const own = await client.castVote({ ...goodVote, id: 'vote-1' }).catch((fault: CallFault) => fault)
    expect(own).toMatchObject({ ...expected, id: 'vote-1' })
    expect((own as CallFault).message).not.toMatch(/secret|log/)
    const made = await client.castVote(goodVote).catch((fault: CallFault) => fault)
    expect((made as CallFault).id).toMatch(uuidV7)
  },
)
