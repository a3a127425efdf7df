import { expect, it } from 'vitest'
import { gaveWay, kneeOf, nextRate, type RampStep } from './knee.ts'

/** The rates that a ramp tries if every rate up to `capacity` holds. */
function search(first: number, capacity: number): RampStep[] {
  const steps: RampStep[] = []
  for (let rate = nextRate(first, steps); rate; rate = nextRate(first, steps)) {
    steps.push({ rate, p50Ms: 1, p99Ms: 2, failed: 0, settledMs: 3, gaveWay: rate > capacity ? 'latency' : null })
  }
  return steps
}

it.each([
  [100, 1_000],
  [5_000, 1_000],
  [1_000, 1_000],
  [1, 3],
])('starting at %i, the knee at %i is found within a tenth', (first, capacity) => {
  const steps = search(first, capacity)
  const knee = kneeOf(steps) ?? 0
  expect(knee).toBeLessThanOrEqual(capacity)
  expect(knee * 1.1).toBeGreaterThanOrEqual(capacity * (capacity > 10 ? 0.99 : 0.9))
})

it('the search ends if no rate holds, and if every rate does', () => {
  expect(kneeOf(search(100, 0))).toBeUndefined()
  expect(search(100, Number.POSITIVE_INFINITY)).toHaveLength(12)
})

it('a rate that held above one that did not is not the knee', () => {
  const step = { p50Ms: 1, p99Ms: 2, failed: 0, settledMs: 3 }
  const steps = [
    { ...step, rate: 100, gaveWay: null },
    { ...step, rate: 200, gaveWay: 'latency' as const },
    { ...step, rate: 300, gaveWay: null },
  ]
  expect(kneeOf(steps)).toBe(100)
})

it('names what gave way, the cause before its effects', () => {
  const figures = { target: 'both', rate: 1, sent: 9, accepted: 9, counted: 9, p50Ms: 1, ok: true } as const
  const held = { ...figures, refused: 0, failed: 0, p99Ms: 20, settledMs: 900 }
  expect(gaveWay(held, 0.5)).toBeNull()
  expect(gaveWay({ ...held, settledMs: 2_100 }, 0.5)).toBe('counting')
  expect(gaveWay({ ...held, settledMs: null, p99Ms: 1_100 }, 0.5)).toBe('latency')
  expect(gaveWay({ ...held, failed: 1, p99Ms: 1_100 }, 0.5)).toBe('answers')
  expect(gaveWay({ ...held, failed: 1 }, 0.99)).toBe('generator')
})
