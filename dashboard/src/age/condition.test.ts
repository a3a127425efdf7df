import { describe, expect, it } from 'vitest'
import { readFigures } from '../figures/figures.ts'
import { noReading, type Reading } from '../polling/reading.ts'
import { ageOf, conditionOf } from './condition.ts'

const figuresWith = (total: number | null) => {
  const lists = { bands: [], albums: [], pace: [], channels: { edge: 0, grpc: 0 } }
  const figures = readFigures({ contest: 'default', state: 'open', total, ...lists })
  if (!figures) throw new Error('the sample is not a results document')
  return figures
}

const reading = (total: number | null, more: Partial<Reading<unknown>> = {}) => ({
  ...noReading,
  ageMs: 300,
  receivedMs: 1_000,
  ...more,
  value: figuresWith(total),
})

describe('age', () => {
  it('grows after the answer came', () => {
    expect(ageOf(reading(1), 1_500)).toBe(800)
  })

  it('is unknown if the answer named none', () => {
    expect(ageOf(reading(1, { ageMs: null }), 1_500)).toBeNull()
  })
})

describe('condition', () => {
  const usual = { isPaused: false, isOffline: false }

  it.each([
    ['loading', noReading, {}],
    ['unreachable', { ...noReading, failures: 1 }, {}],
    ['unreachable', reading(5, { failures: 2 }), {}],
    ['offline', reading(5, { failures: 2 }), { isOffline: true }],
    ['live', reading(5), { isOffline: true }],
    ['unknown', { ...noReading, isMissing: true }, {}],
    ['unreachable', { ...noReading, isMissing: true, failures: 2 }, {}],
    ['paused', reading(5, { failures: 2 }), { isPaused: true }],
    ['loading', noReading, { isPaused: true }],
    ['live', reading(5, { failures: 1 }), {}],
    ['recounting', reading(null), {}],
    ['stale', reading(5, { ageMs: 5_000 }), {}],
    ['stale', reading(0, { ageMs: 60_000 }), {}],
    ['empty', reading(0), {}],
    ['live', reading(5), {}],
    ['live', reading(5, { ageMs: null }), {}],
  ] as const)('is %s (%#)', (condition, given, more) => {
    expect(conditionOf(given, { ...usual, ...more }, 1_500)).toBe(condition)
  })
})
