import { type PaceResult, paceBucketSeconds, paceWindowSeconds } from '@aplauso/proto'

/** The buckets of an hour, and the one that has begun. */
const mostBuckets = paceWindowSeconds / paceBucketSeconds + 1

/**
 * The buckets of the last hour, ascending, both doors' votes in one entry. Old ones are left out here too: the tally
 * prunes them only when votes come in.
 */
export function paceList(pace: ReadonlyMap<string, number>, nowMs: number): PaceResult[] {
  const oldestSecond = Math.floor(nowMs / 1000) - paceWindowSeconds
  const buckets = new Map<number, { edge: number; grpc: number }>()
  for (const [field, votes] of pace) {
    const [second = '', channel = ''] = field.split(':')
    const start = Number(second)
    if (!(start >= oldestSecond) || (channel !== 'edge' && channel !== 'grpc')) continue
    const bucket = buckets.get(start) ?? { edge: 0, grpc: 0 }
    bucket[channel] += votes
    buckets.set(start, bucket)
  }
  return (
    [...buckets]
      .sort(([a], [b]) => a - b)
      // A door whose clock is ahead brings buckets of the future.
      .slice(0, mostBuckets)
      .map(([second, votes]) => ({ at: new Date(second * 1000).toISOString(), ...votes }))
  )
}
