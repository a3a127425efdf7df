import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Recoveries } from './recovery.ts'

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

function setUp() {
  const state = { accepted: 100, edge: 0, grpc: 0, total: 100 as number | null }
  const view = { accepted: () => state.accepted, lastAcceptedMs: () => ({ edge: state.edge, grpc: state.grpc }) }
  const recoveries = new Recoveries(view, async () => state.total)
  const pass = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms)
  }
  return { state, recoveries, pass }
}

test('a fault is over when both doors accept again and results show what was accepted before', async () => {
  const { state, recoveries, pass } = setUp()
  await pass(1_000)
  state.total = 90
  recoveries.watch('kill redis')
  await pass(1_000)
  state.edge = performance.now()
  await pass(1_000)
  expect(recoveries.open).toEqual(['kill redis'])
  state.grpc = performance.now()
  await pass(1_000)
  expect(recoveries.open).toEqual(['kill redis'])
  state.total = 100
  await pass(500)
  expect(recoveries.open).toEqual([])
  expect(recoveries.longest?.name).toBe('kill redis')
  expect(recoveries.longest?.tookMs).toBeGreaterThanOrEqual(3_000)
})

test('while results are being recounted, nothing is over', async () => {
  const { state, recoveries, pass } = setUp()
  recoveries.watch('flush')
  state.total = null
  await pass(500)
  Object.assign(state, { edge: performance.now(), grpc: performance.now() })
  await pass(1_000)
  expect(recoveries.open).toEqual(['flush'])
})
