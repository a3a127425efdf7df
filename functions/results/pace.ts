import { type PaceResult, paceWindowSeconds } from '@aplauso/proto'

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
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([second, votes]) => ({ at: new Date(second * 1000).toISOString(), ...votes }))
}
