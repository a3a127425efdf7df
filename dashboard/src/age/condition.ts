import type { Figures } from '../figures/figures.ts'
import type { Reading } from '../polling/reading.ts'

/** What the figures on the page are worth, in one word. */
export type Condition =
  | 'loading'
  | 'offline'
  | 'unreachable'
  | 'unknown'
  | 'paused'
  | 'recounting'
  | 'stale'
  | 'empty'
  | 'live'

/** What the reader's side says: paused by the reader, without a network. */
export interface Reader {
  readonly isPaused: boolean
  readonly isOffline: boolean
}

/** The tally is looked at every second, also at rest: figures older than this stand still. */
export const staleAfterMs = 5_000

/** The age of the figures now: what the answer said, and the time since it came. Null where nobody knows. */
export function ageOf({ ageMs, receivedMs }: Pick<Reading<unknown>, 'ageMs' | 'receivedMs'>, nowMs: number) {
  return ageMs === null ? null : ageMs + Math.max(0, nowMs - receivedMs)
}

/** Judges a reading. One attempt that fails is not yet news, unless nothing ever came. */
export function conditionOf(reading: Reading<Figures>, reader: Reader, nowMs: number): Condition {
  const { value: figures, failures, isMissing } = reading
  if (reader.isPaused && figures) return 'paused'
  if (failures > (figures || isMissing ? 1 : 0)) return reader.isOffline ? 'offline' : 'unreachable'
  if (isMissing) return 'unknown'
  if (!figures) return 'loading'
  if (figures.total === null) return 'recounting'
  if ((ageOf(reading, nowMs) ?? 0) > staleAfterMs) return 'stale'
  return figures.total === 0 ? 'empty' : 'live'
}
