import { expect, it } from 'vitest'
import { historyOf } from './forged.ts'

it.each([
  ['accepted', ['unknown', 'accepted', 'refused']],
  ['accepted', ['refused', 'accepted']],
  ['unknown', ['refused', 'unknown', 'refused']],
  ['refused', ['refused', 'refused']],
] as const)('%s is what %j come to', (fate, attempts) => {
  const history = historyOf(['key', ...attempts])
  expect(history.fateOf('key')).toBe(fate)
  expect(history.totals()).toMatchObject({ votes: 1, attempts: attempts.length, [fate]: 1 })
})

it('nothing is known of a key that nobody sent', () => {
  expect(historyOf().fateOf('key')).toBeUndefined()
  expect(historyOf().totals()).toMatchObject({ votes: 0, attempts: 0, accepted: 0, unknown: 0, refused: 0 })
})

it('totals count votes by key, attempts by door, and what was sent after it was accepted', () => {
  const history = historyOf(
    ['one', 'accepted', 'accepted', 'unknown'],
    ['two', 'unknown', 'accepted'],
    ['three', 'unknown'],
    ['four', 'refused', 'refused'],
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
  expect([...history.votes()]).toEqual([
    ['one', 'accepted'],
    ['two', 'accepted'],
    ['three', 'unknown'],
    ['four', 'refused'],
  ])
})
