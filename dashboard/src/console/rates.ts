import { paceBucketSeconds } from '@aplauso/proto'
import type { PaceBucket } from '../figures/figures.ts'

/** Shorter times make the rates jump. */
const buckets = 3
const bucketMs = paceBucketSeconds * 1_000

/** Votes per second by door, over the last thirty seconds whose buckets are complete. @param nowMs the server's clock */
export function ratesOf(pace: readonly PaceBucket[], nowMs: number): Readonly<Record<'edge' | 'grpc', number>> {
  const untilMs = Math.floor(nowMs / bucketMs) * bucketMs
  const within = pace.filter(({ atMs }) => atMs >= untilMs - buckets * bucketMs && atMs < untilMs)
  const rate = (door: 'edge' | 'grpc') =>
    within.reduce((sum, bucket) => sum + bucket[door], 0) / (buckets * paceBucketSeconds)
  return { edge: rate('edge'), grpc: rate('grpc') }
}
