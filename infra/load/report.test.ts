import { expect, it } from 'vitest'
import { Latencies } from '../terminal/latencies.ts'
import { figuresOf } from './report.ts'

const load = { sent: 12, accepted: 10, refused: 1, failed: 1, latencies: new Latencies(), longestQueue: 0 }
const figures = (counted: number | null, more: object = {}, placesAgree = true) =>
  figuresOf({ target: 'both', rate: 5 }, { ...load, ...more }, { counted, settledMs: 12.6 }, placesAgree)

it('the figures have exactly the promised members', () => {
  expect(figures(10)).toEqual({
    target: 'both',
    rate: 5,
    sent: 12,
    accepted: 10,
    refused: 1,
    failed: 1,
    counted: 10,
    p50Ms: 0,
    p99Ms: 0,
    settledMs: 13,
    ok: true,
  })
})

it('a failed vote may count or not', () => {
  expect(figures(11).ok).toBe(true)
})

it.each([
  ['an accepted vote is not counted', figures(9)],
  ['more is counted than can be', figures(12)],
  ['the count is unknown', figures(null)],
  ['a vote has no answer', figures(10, { sent: 13 })],
  ['archive, tally and results differ', figures(10, {}, false)],
])('they do not agree if %s', (_, { ok }) => {
  expect(ok).toBe(false)
})
