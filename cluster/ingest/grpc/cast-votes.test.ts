import { expect, test } from 'vitest'
import { FakeProducer, goodVote, startDoor } from '../testing/door.ts'
import { frame, open, session, statusOf } from '../testing/raw-session.ts'

const votes = (count: number, more = {}) => Array.from({ length: count }, () => ({ ...goodVote, ...more }))

test('outcomes stand in the votes’ order, each with what its sender needs', async () => {
  const producer = new FakeProducer()
  producer.onAppend = ({ key }) => (key.includes('lost') ? 'unavailable' : undefined)
  const { client } = await startDoor(producer)
  const outcomes = await client.castVotes([
    { ...goodVote, id: 'a' },
    { ...goodVote, rank: 'first' },
    { ...goodVote, id: 'lost' },
    { ...goodVote, contest: 'other' },
    {},
  ])
  expect(outcomes).toMatchObject([
    { status: 'accepted', id: 'a', contest: 'default' },
    { status: 'refused', errors: [{ field: 'rank', code: 'format' }] },
    { status: 'failed', id: 'lost', code: 'unavailable' },
    { status: 'refused', errors: [{ field: 'contest', code: 'unknown_contest' }] },
    { status: 'refused', errors: [{ field: 'name' }, { field: 'album' }, { field: 'year' }, { field: 'rank' }] },
  ])
})

test('all failed is still OK with outcomes, so that the ids that the server made arrive', async () => {
  const producer = new FakeProducer()
  producer.onAppend = () => {
    throw new Error('never foreseen')
  }
  const { client } = await startDoor(producer)
  const outcomes = await client.castVotes(votes(3))
  const ids = outcomes.map((outcome) => (outcome.status === 'failed' ? outcome.id : ''))
  expect(outcomes.map(({ status }) => status)).toEqual(['failed', 'failed', 'failed'])
  expect(new Set(ids).size).toBe(3)
})

test('a batch without votes has no outcomes', async () => {
  const { client } = await startDoor(new FakeProducer())
  expect(await client.castVotes([])).toEqual([])
})

test('1,000 votes are taken, 1,001 are too large', async () => {
  const producer = new FakeProducer()
  const { client } = await startDoor(producer)
  expect(await client.castVotes(votes(1000))).toHaveLength(1000)
  await expect(client.castVotes(votes(1001))).rejects.toMatchObject({ status: 8, code: 'too_large' })
  expect(producer.entries).toHaveLength(1000)
})

test('the first fifty refused votes have all their errors, later ones the first alone', async () => {
  const { client } = await startDoor(new FakeProducer())
  const outcomes = await client.castVotes(Array.from({ length: 1000 }, () => ({})))
  const counts = outcomes.map((outcome) => (outcome.status === 'refused' ? outcome.errors.length : 0))
  expect(counts).toEqual([...Array(50).fill(4), ...Array(950).fill(1)])
})

test('too many votes are refused unread, whatever is wrong with the bytes behind them', async () => {
  const { address } = await startDoor(new FakeProducer())
  const call = open(session(address), 'CastVotes')
  const bytes = Buffer.concat([
    frame('CastVotes', { votes: Array.from({ length: 1001 }, () => ({})) }),
    Buffer.from([0x0a]),
  ])
  bytes.writeUInt32BE(bytes.length - 5, 1)
  call.end(bytes)
  expect(await statusOf(call)).toBe('8')
})

test('names that show nothing, or hide something, are refused; those that NFC would take minutes for, at once', async () => {
  const { client } = await startDoor(new FakeProducer())
  const outcomes = await client.castVotes([
    { ...goodVote, name: '\u2800\u200b' },
    { ...goodVote, name: 'Alux\u200bNahual' },
    { ...goodVote, name: `a${'\u0301\u0323'.repeat(250_000)}` },
  ])
  const codes = outcomes.map((outcome) => (outcome.status === 'refused' ? outcome.errors[0]?.code : outcome.status))
  expect(codes).toEqual(['empty', 'control_character', 'too_long'])
})

test('1 MiB is taken whatever one vote’s share, a byte more is too large with details, a huge message is refused by gRPC', async () => {
  const { client } = await startDoor(new FakeProducer())
  // A vote of one long text: tag and length of three bytes each for the vote in the batch and the text in the vote.
  const filled = (bytes: number) => client.castVotes([{ castAt: 'x'.repeat(bytes - 8) }])
  expect(await filled(1024 * 1024)).toMatchObject([{ status: 'refused' }])
  await expect(filled(1024 * 1024 + 1)).rejects.toMatchObject({ code: 'too_large', message: /larger than this method/ })
  await expect(filled(3 * 1024 * 1024)).rejects.toMatchObject({ status: 8, code: 'too_large' })
})
