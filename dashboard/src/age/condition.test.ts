import { describe, expect, it } from 'vitest'
import { noReading, type Reading } from '../figures/reading.ts'
import { ageOf, conditionOf } from './condition.ts'

const reading = (total: number | null, more: Partial<Reading> = {}): Reading => ({
  figures: { contest: 'default', state: 'open', total, bands: [], channels: { edge: 0, grpc: 0 } },
  ageMs: 300,
  receivedMs: 1_000,
  failures: 0,
  ...more,
})

describe('age', () => {
  it('grows after the answer came', () => {
    expect(ageOf(reading(1), 1_500)).toBe(800)
  })

  it('is unknown where the answer named none', () => {
    expect(ageOf(reading(1, { ageMs: null }), 1_500)).toBeNull()
  })
})

describe('condition', () => {
  it.each([
    ['loading', noReading],
    ['unreachable', { ...noReading, failures: 1 }],
    ['unreachable', reading(5, { failures: 2 })],
    ['live', reading(5, { failures: 1 })],
    ['recounting', reading(null)],
    ['stale', reading(5, { ageMs: 5_000 })],
    ['stale', reading(0, { ageMs: 60_000 })],
    ['empty', reading(0)],
    ['live', reading(5)],
    ['live', reading(5, { ageMs: null })],
  ])('is %s (%#)', (condition, given) => {
    expect(conditionOf(given, 1_500)).toBe(condition)
  })
})
