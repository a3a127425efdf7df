import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Calm } from './calm.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

test('it is calm a margin after the last of overlapping faults is over and got over', () => {
  let open = 0
  const calm = new Calm(() => open, 5_000)
  calm.begins()
  calm.begins()
  calm.ends()
  expect(calm.sinceMs()).toBe(Number.POSITIVE_INFINITY)
  open = 1
  calm.ends()
  expect(calm.sinceMs()).toBe(Number.POSITIVE_INFINITY)
  vi.advanceTimersByTime(8_000)
  open = 0
  calm.recovered()
  expect(calm.sinceMs()).toBe(performance.now() + 5_000)
  calm.begins()
  expect(calm.sinceMs()).toBe(Number.POSITIVE_INFINITY)
})
