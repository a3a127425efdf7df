import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channels } from '../record/channel.ts'
import { addIncrements, type GrowingIncrements, incrementsOf } from './increments.ts'
import { counterKey, counterKinds, watermarkField } from './keys.ts'

const vote = {
  contest: 'default',
  name: 'A',
  album: 'B',
  rank: 8.5,
  channel: 'edge',
  at: '2026-11-25T20:15:09.999Z',
} as const

test('a vote adds one to each of its contest’s counters, under the contract’s fields', () => {
  const bucket = Date.UTC(2026, 10, 25, 20, 15, 0) / 1000
  expect(incrementsOf([vote]).get('default')).toEqual({
    total: new Map([['', 1]]),
    bands: new Map([['A', 1]]),
    albums: new Map([['["A","B"]', 1]]),
    ranks: new Map([['["A","B",8.5]', 1]]),
    channels: new Map([['edge', 1]]),
    pace: new Map([[`${bucket}:edge`, 1]]),
  })
})

test('each kind of counter sums to the number of votes, in each contest', () => {
  const name = fc.constantFrom('A', 'B', '__proto__', 'constructor')
  const votes = fc.array(
    fc.record({
      contest: fc.constantFrom('default', 'other', '__proto__'),
      name,
      album: name,
      rank: fc.nat(3),
      channel: fc.constantFrom(...channels),
      at: fc.constantFrom('2026-11-25T20:15:09.999Z', '2026-11-25T20:15:10.000Z'),
    }),
  )
  fc.assert(
    fc.property(votes, (cast) => {
      const sums = incrementsOf(cast)
      for (const contest of new Set(cast.map((one) => one.contest))) {
        const count = cast.filter((one) => one.contest === contest).length
        for (const kind of counterKinds) {
          const values = [...(sums.get(contest)?.[kind].values() ?? [])]
          expect(values.reduce((total, value) => total + value, 0)).toBe(count)
        }
      }
    }),
  )
})

test('sums that are added up in parts are those of all votes together', () => {
  const votes = ['A', 'B', 'A', '__proto__', 'C'].map((name, at) => ({ ...vote, name, contest: at < 2 ? 'x' : 'y' }))
  for (const middle of votes.keys()) {
    const sums: GrowingIncrements = new Map()
    const first = incrementsOf(votes.slice(0, middle))
    addIncrements(sums, first)
    addIncrements(sums, incrementsOf(votes.slice(middle)))
    expect(sums).toEqual(incrementsOf(votes))
    expect(first).toEqual(incrementsOf(votes.slice(0, middle)))
  }
})

test('keys and fields are the contract’s', () => {
  expect(counterKinds.map((kind) => counterKey('default', kind))).toEqual([
    '{aplauso}:default:total',
    '{aplauso}:default:bands',
    '{aplauso}:default:albums',
    '{aplauso}:default:ranks',
    '{aplauso}:default:channels',
    '{aplauso}:default:pace',
  ])
  expect(watermarkField('3', 11)).toBe('3:11')
})
