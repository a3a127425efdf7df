import type { Reading } from '../figures/reading.ts'

/** What the figures on the page are worth, in one word. */
export type Condition = 'loading' | 'unreachable' | 'recounting' | 'stale' | 'empty' | 'live'

/** The tally is looked at every second, also at rest: figures older than this stand still. */
export const staleAfterMs = 5_000

/** The age of the figures now: what the answer said, and the time since it came. Null where nobody knows. */
export function ageOf({ ageMs, receivedMs }: Pick<Reading, 'ageMs' | 'receivedMs'>, nowMs: number): number | null {
  return ageMs === null ? null : ageMs + Math.max(0, nowMs - receivedMs)
}

/** Judges a reading. One attempt that fails is not yet news, unless nothing ever came. */
export function conditionOf(reading: Reading, nowMs: number): Condition {
  const { figures, failures } = reading
  if (!figures) return failures > 0 ? 'unreachable' : 'loading'
  if (failures > 1) return 'unreachable'
  if (figures.total === null) return 'recounting'
  if ((ageOf(reading, nowMs) ?? 0) > staleAfterMs) return 'stale'
  return figures.total === 0 ? 'empty' : 'live'
}
