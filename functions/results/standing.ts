import type { TallySnapshot } from '@aplauso/stores'

/** The partitions of the log `votes`, as the contract fixes them. */
export const partitionCount = 12

/** Whether the counters may be shown, and when they were last known to be up to date (Unix ms). */
export type Standing =
  | { readonly state: 'open'; readonly asOfMs: number | null }
  | { readonly state: 'recounting'; readonly asOfMs: null }

const recounting: Standing = { state: 'recounting', asOfMs: null }

/** The incarnation in a field `<incarnation>:<partition>`. */
const incarnationOf = (field: string) => field.slice(0, field.lastIndexOf(':'))

/**
 * Judges a tally by its watermarks. It stands when one incarnation of the log has a watermark for every partition;
 * otherwise counters are missing or being rebuilt and nobody may take them for the count. It is as old as the
 * partition that was seen longest ago.
 */
export function standingOf({ watermarks, seen }: Pick<TallySnapshot, 'watermarks' | 'seen'>): Standing {
  const incarnations = Map.groupBy(watermarks.keys(), incarnationOf)
  let best: Standing = recounting
  for (const fields of incarnations.values()) {
    if (fields.length < partitionCount) continue
    const times = fields.map((field) => seen.get(field))
    const known = times.filter((time) => time !== undefined)
    const asOfMs = known.length === fields.length ? Math.min(...known) : null
    if (best.asOfMs === null || (asOfMs !== null && asOfMs > best.asOfMs)) best = { state: 'open', asOfMs }
  }
  return best
}
