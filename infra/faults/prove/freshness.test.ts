import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Freshness } from './freshness.ts'
import { type Contents, fieldsOf } from './history/index.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const contents = (rank: number): Contents => ({ contest: 'default', band: 'A', album: 'B', year: 2000, rank })

/** A system that is calm since `state.calmSinceMs`, and whose results show as many votes of each rank as are asked for. */
function setUp() {
  const state = { calmSinceMs: 0 }
  const freshness = new Freshness(() => state.calmSinceMs)
  const look = (...ranks: readonly number[]) => {
    const shown = new Map<string, number>()
    for (const rank of ranks) {
      const field = fieldsOf(contents(rank)).ranks
      shown.set(field, (shown.get(field) ?? 0) + 1)
    }
    freshness.look(shown, performance.now())
  }
  const cast = (rank: number) => {
    freshness.sent(contents(rank))
    freshness.accepted(contents(rank))
  }
  return { state, freshness, look, cast, pass: (ms: number) => vi.advanceTimersByTime(ms) }
}

test('the time from accepted until results first show the vote is measured, of each vote once', () => {
  const { freshness, look, cast, pass } = setUp()
  for (const rank of [1, 2]) cast(rank)
  pass(300)
  look(1)
  pass(700)
  look(1, 2)
  look(1, 2)
  expect(freshness.figures()).toEqual({ p50: 300, p99: 1_000, late: 0, judged: 2 })
})

test('a vote that results do not show within two seconds is late, once, also if it is shown later or never', () => {
  const { freshness, look, cast, pass } = setUp()
  for (const rank of [1, 2]) cast(rank)
  pass(2_000)
  look()
  expect(freshness.figures()).toMatchObject({ late: 0, judged: 0 })
  pass(1)
  look()
  pass(1_000)
  look(1)
  expect(freshness.figures()).toEqual({ p50: 3_001, p99: 3_001, late: 2, judged: 2 })
})

test('a read of results that began in time does not make a vote late, however long it takes', () => {
  const { freshness, cast, pass } = setUp()
  cast(1)
  const beganMs = performance.now() + 1_999
  pass(5_000)
  freshness.look(new Map(), beganMs)
  expect(freshness.figures().late).toBe(0)
})

test('results that are recounting show nothing, which is late while nothing is broken', () => {
  const { freshness, cast, pass } = setUp()
  cast(1)
  pass(2_001)
  freshness.look(undefined, performance.now())
  expect(freshness.figures().late).toBe(1)
})

test('votes that were accepted before calm, or before it ended, are not judged', () => {
  const { state, freshness, look, cast, pass } = setUp()
  state.calmSinceMs = 500
  cast(1)
  pass(600)
  cast(2)
  look()
  expect(freshness.awaited).toBe(1)
  state.calmSinceMs = Number.POSITIVE_INFINITY
  pass(5_000)
  look()
  expect(freshness.awaited).toBe(0)
  expect(freshness.figures()).toEqual({ p50: null, p99: null, late: 0, judged: 0 })
})

test('the second vote of the same contents is shown when the sum is two, and not measured while the first is unknown', () => {
  const { freshness, look, cast, pass } = setUp()
  cast(1)
  look(1)
  pass(1_000)
  cast(1)
  pass(100)
  look(1)
  expect(freshness.awaited).toBe(1)
  look(1, 1)
  expect(freshness.figures()).toMatchObject({ p99: 100, judged: 2 })
  freshness.sent(contents(2))
  cast(2)
  look(2)
  expect(freshness.awaited).toBe(0)
  freshness.accepted(contents(2))
  expect(freshness.awaited).toBe(1)
})
