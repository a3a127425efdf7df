import type { Figures } from '../figures/figures.ts'
import type { Reading } from '../polling/reading.ts'

/** How far the figures on the page can be trusted, in one word. */
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

/** The reader's side: paused the page, or has no network. */
export interface Reader {
  readonly isPaused: boolean
  readonly isOffline: boolean
}

/** The consumer checks the tally every second even at rest, so figures older than this have stopped. */
const staleAfterMs = 5_000

/** The age of the figures now: the age in the answer plus the time since it arrived; null if unknown. */
export function ageOf({ ageMs, receivedMs }: Pick<Reading<unknown>, 'ageMs' | 'receivedMs'>, nowMs: number) {
  return ageMs === null ? null : ageMs + Math.max(0, nowMs - receivedMs)
}

/** Judges a reading. A single failed attempt changes nothing, unless nothing ever arrived. */
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
