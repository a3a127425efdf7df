import { expect, it } from 'vitest'
import { History } from './history.ts'
import { contentsOf, historyOf } from './testing/forged.ts'

it.each([
  ['accepted', ['unknown', 'accepted', 'refused']],
  ['accepted', ['refused', 'accepted']],
  ['unknown', ['refused', 'unknown', 'refused']],
  ['refused', ['refused', 'refused']],
] as const)('%s is what %j come to', (fate, attempts) => {
  const history = historyOf(attempts)
  expect(history.vote(1)).toMatchObject({ fate, contents: contentsOf(1) })
  expect(history.totals()).toMatchObject({ votes: 1, attempts: attempts.length, [fate]: 1 })
})

it.each([
  [['edge'], ['accepted', 'refused']],
  [['grpc'], ['refused', 'unknown']],
  [
    ['edge', 'grpc'],
    ['unknown', 'accepted'],
  ],
  [[], ['refused', 'refused']],
] as const)('%j is where a vote may have come in whose attempts at edge and gRPC were %j', (doors, attempts) => {
  expect(historyOf(attempts).vote(1)?.doors).toEqual(doors)
})

it('nothing is known of a vote that nobody sent', () => {
  const history = historyOf(['accepted'])
  expect(history.vote(2)).toBeUndefined()
  for (const id of ['forged-2', 'forged-01', 'forged-', 'forged-1x', 'other-1', '1'])
    expect(history.voteOfId(id)).toBeUndefined()
  expect(history.voteOfId('forged-1')?.number).toBe(1)
  expect(historyOf().totals()).toMatchObject({ votes: 0, attempts: 0, accepted: 0, unknown: 0, refused: 0 })
})

it('the first accepted attempt of a vote is news, another is not', () => {
  const history = new History('id-')
  const note = (fate: 'accepted' | 'unknown') =>
    history.note({ number: 1, contents: contentsOf(1), door: 'edge', fate })
  expect([note('unknown'), note('accepted'), note('accepted'), note('unknown')]).toEqual([false, true, false, false])
})

it('totals count votes each once, attempts by door, and what was sent after it was accepted', () => {
  const history = historyOf(
    ['accepted', 'accepted', 'unknown'],
    ['unknown', 'accepted'],
    ['unknown'],
    ['refused', 'refused'],
  )
  expect(history.totals()).toEqual({
    votes: 4,
    attempts: 8,
    accepted: 2,
    unknown: 1,
    refused: 1,
    duplicates: 2,
    byDoor: {
      edge: { accepted: 1, unknown: 3, refused: 1 },
      grpc: { accepted: 2, unknown: 0, refused: 1 },
    },
  })
  expect([...history.votes()].map(({ number, fate }) => [number, fate])).toEqual([
    [1, 'accepted'],
    [2, 'accepted'],
    [3, 'unknown'],
    [4, 'refused'],
  ])
})

it('a million votes take less memory than their keys would', () => {
  const history = new History('id-')
  const votes = 1_000_000
  const before = process.memoryUsage()
  for (let number = 1; number <= votes; number += 1)
    history.note({ number, contents: contentsOf(number), door: 'grpc', fate: 'accepted' })
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  const bytes = Math.max(0, heapUsed - before.heapUsed) + arrayBuffers - before.arrayBuffers
  expect(bytes / votes).toBeLessThan(100)
  expect(history.totals().accepted).toBe(votes)
})
