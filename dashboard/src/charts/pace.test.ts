import { describe, expect, it } from 'vitest'
import { niceTop, paceChart } from './pace.ts'

const nowMs = Date.UTC(2026, 4, 1, 20, 0, 3)
const ago = (seconds: number, edge: number, grpc = 0) => ({
  atMs: Date.UTC(2026, 4, 1, 20) - seconds * 1_000,
  edge,
  grpc,
})

describe('the chart of votes per ten seconds', () => {
  it('ends with the bucket that is still growing, and says so', () => {
    const { bars, untilMs } = paceChart([ago(10, 4), ago(0, 1)], nowMs)
    expect(untilMs - nowMs).toBe(7_000)
    expect(bars.map(({ isGrowing }) => isGrowing)).toEqual([false, true])
    expect((bars[1]?.x ?? 0) + (bars[1]?.width ?? 0)).toBeCloseTo(1)
  })

  it.each([
    [60, 5],
    [600, 15],
    [1_700, 30],
    [3_000, 60],
  ])('shows a window that holds a vote of %i seconds ago: %i minutes', (seconds, minutes) => {
    const { fromMs, untilMs, bars } = paceChart([ago(seconds, 1)], nowMs)
    expect((untilMs - fromMs) / 60_000).toBe(minutes)
    expect(bars).toHaveLength(1)
  })

  it('shows the last quarter of an hour of a contest that lasts longer', () => {
    const pace = Array.from({ length: 360 }, (_, index) => ago((359 - index) * 10, 1))
    const { fromMs, untilMs, bars } = paceChart(pace, nowMs)
    expect((untilMs - fromMs) / 60_000).toBe(15)
    expect(bars).toHaveLength(90)
    expect(bars[0]?.width).toBeCloseTo(1 / 90)
  })

  it('shows a burst of the last minutes alone when the votes before it are old', () => {
    const { fromMs, untilMs } = paceChart([ago(3_000, 9), ago(60, 1)], nowMs)
    expect((untilMs - fromMs) / 60_000).toBe(5)
  })

  it('stacks the doors below a round number', () => {
    const { top, bars, peak } = paceChart([ago(20, 30, 12), ago(10, 1, 1)], nowMs)
    expect(top).toBe(50)
    expect(bars[0]).toMatchObject({ edgeHeight: 0.6, grpcHeight: 0.24 })
    expect(peak).toEqual({ atMs: ago(20, 0).atMs, votes: 42 })
  })

  it('has nothing to draw, and no peak, without votes', () => {
    expect(paceChart([], nowMs)).toMatchObject({ bars: [], peak: null, top: 1 })
  })

  it.each([
    [0, 1],
    [1, 1],
    [3, 5],
    [11, 20],
    [500, 500],
    [501, 1_000],
  ])('%i has the top %i', (value, top) => {
    expect(niceTop(value)).toBe(top)
  })
})
