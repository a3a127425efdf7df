import { paceBucketSeconds } from '@aplauso/proto'
import type { PaceBucket } from '../figures/figures.ts'

const bucketMs = paceBucketSeconds * 1_000
const minuteMs = 60_000
/**
 * The chart shows the shortest of the first two windows that holds all votes of the last quarter of an hour, so that the
 * last minutes stay wide however long the contest lasts. Without such votes it is the first window that holds any.
 */
const windowsMs = [5, 15, 30, 60].map((minutes) => minutes * minuteMs)
const recentMs = 15 * minuteMs

/** What the chart draws: x and widths as fractions of the chart's width, heights of its height. */
export interface PaceChart {
  readonly fromMs: number
  readonly untilMs: number
  /** the votes in ten seconds at the top of the chart */
  readonly top: number
  readonly bars: readonly PaceBar[]
  /** the bucket with the most votes; null without votes */
  readonly peak: { readonly atMs: number; readonly votes: number } | null
}

export interface PaceBar extends PaceBucket {
  readonly x: number
  readonly width: number
  readonly edgeHeight: number
  readonly grpcHeight: number
  /** whether its ten seconds are not over yet */
  readonly isGrowing: boolean
}

/** Lays the buckets out, the last one at the right edge. @param nowMs the server's clock, Unix ms */
export function paceChart(pace: readonly PaceBucket[], nowMs: number): PaceChart {
  const untilMs = (Math.floor(nowMs / bucketMs) + 1) * bucketMs
  const past = pace.filter(({ atMs }) => atMs < untilMs)
  const decisive = past.find(({ atMs }) => atMs >= untilMs - recentMs) ?? past.at(-1)
  const windowMs = windowsMs.find((one) => (decisive?.atMs ?? untilMs) >= untilMs - one) ?? recentMs
  const fromMs = untilMs - windowMs
  const within = past.filter(({ atMs }) => atMs >= fromMs)
  const highest = within.reduce<PaceBucket | undefined>(
    (best, bucket) => (best && sum(best) >= sum(bucket) ? best : bucket),
    undefined,
  )
  const top = niceTop(highest ? sum(highest) : 0)
  const bars = within.map((bucket) => ({
    ...bucket,
    x: (bucket.atMs - fromMs) / windowMs,
    width: bucketMs / windowMs,
    edgeHeight: bucket.edge / top,
    grpcHeight: bucket.grpc / top,
    isGrowing: bucket.atMs + bucketMs > nowMs,
  }))
  return { fromMs, untilMs, top, bars, peak: highest ? { atMs: highest.atMs, votes: sum(highest) } : null }
}

const sum = ({ edge, grpc }: PaceBucket) => edge + grpc

/** The smallest of 1, 2, 5, 10, 20, 50 … that is at least the value. */
export function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  return power * ([1, 2, 5, 10].find((step) => step * power >= value) ?? 10)
}
