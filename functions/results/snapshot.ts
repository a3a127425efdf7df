import { builtInContests, contestFault, counterKinds } from '@aplauso/proto'
import type { CounterSnapshot, TallySnapshot } from '@aplauso/stores'
import type { CachedTally } from './cached-tally.ts'
import { standingOf } from './standing.ts'

const noCounters = Object.fromEntries(
  counterKinds.map((kind) => [kind, new Map<string, number>()]),
) as unknown as CounterSnapshot

/**
 * A contest's counters; undefined where there is no such contest. The list of contests is shared by all, so names that
 * nobody has voted for cost the tally nothing. While it is recounting, nobody knows which contests there are.
 * @throws StoreUnavailable
 */
export async function snapshotOf(tally: CachedTally, contest: string): Promise<TallySnapshot | undefined> {
  if (contestFault(contest)) return undefined
  if (builtInContests(contest)) return tally.read(contest)
  const summary = await tally.summary()
  if (summary.totals.has(contest)) return tally.read(contest)
  return standingOf(summary).state === 'recounting' ? { ...summary, counters: noCounters } : undefined
}
