import { expect, test } from 'vitest'
import { goodVote } from '../testing/door.ts'
import { countVotes } from './count-votes.ts'
import { method } from './wire.ts'

const { requestSerialize } = method('StreamVotes')

test.each([0, 1, 10, 999, 1000])('%i votes are counted', (length) => {
  expect(countVotes(requestSerialize({ votes: Array(length).fill({ ...goodVote, id: 'x'.repeat(64) }) }))).toBe(length)
})

test('large votes and empty ones are counted, and one more than a batch may hold are too many', () => {
  expect(countVotes(requestSerialize({ votes: [{ name: 'x'.repeat(100_000) }, {}, goodVote] }))).toBe(3)
  expect(countVotes(requestSerialize({ votes: Array(1001).fill({}), sequence: '1' }))).toBe(1001)
  expect(countVotes(requestSerialize({ votes: Array(5000).fill({}) }))).toBe(1001)
})

test('the sequence is not a vote', () => {
  expect(countVotes(requestSerialize({ votes: [goodVote], sequence: '300' }))).toBe(1)
  expect(countVotes(requestSerialize({ votes: [], sequence: '18446744073709551615' }))).toBe(0)
})

test('what is not a row of votes counts for the most that it could hold, and is not too many', () => {
  expect(countVotes(Buffer.alloc(10_000, 0xff))).toBe(1000)
  expect(countVotes(Buffer.from([0x0a]))).toBe(1)
  expect(countVotes(Buffer.alloc(10, 0xff))).toBe(5)
})
