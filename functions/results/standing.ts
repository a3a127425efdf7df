import { plannedPartitions, type TallySnapshot } from '@aplauso/stores'

/** Whether the counters may be shown, and when they were last known to be up to date (Unix ms). */
export type Standing =
  | { readonly state: 'open'; readonly asOfMs: number | null }
  | { readonly state: 'recounting'; readonly asOfMs: null }

type StandingFacts = Pick<TallySnapshot, 'watermarks' | 'seen' | 'partitions'>

const recounting: Standing = { state: 'recounting', asOfMs: null }

/** The incarnation in a field `<incarnation>:<partition>`. */
const incarnationOf = (field: string) => field.slice(0, field.lastIndexOf(':'))

/**
 * Judges a tally by its watermarks. It is whole when one incarnation of the log has a watermark for every partition
 * that the tally names, or for the planned ones where an older version counted and none is named;
 * otherwise counters are missing or being rebuilt and nobody may take them for the count. It is as old as the
 * partition that was seen longest ago.
 */
export function standingOf({ watermarks, seen, partitions }: StandingFacts): Standing {
  const incarnations = Map.groupBy(watermarks.keys(), incarnationOf)
  let best: Standing = recounting
  for (const [incarnation, fields] of incarnations) {
    if (fields.length < (partitions.get(incarnation) ?? plannedPartitions)) continue
    const times = fields.map((field) => seen.get(field))
    const known = times.filter((time) => time !== undefined)
    const asOfMs = known.length === fields.length ? Math.min(...known) : null
    if (best.asOfMs === null || (asOfMs !== null && asOfMs > best.asOfMs)) best = { state: 'open', asOfMs }
  }
  return best
}
