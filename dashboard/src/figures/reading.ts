import type { Figures } from './figures.ts'

/** What the poller knows now. */
export interface Reading {
  /** the last figures that came, null before the first */
  readonly figures: Figures | null
  /** their age in ms when the last good answer came; null where the answer did not say */
  readonly ageMs: number | null
  /** when the last good answer came, in ms of the page's monotonic clock */
  readonly receivedMs: number
  /** attempts that failed since the last good answer */
  readonly failures: number
}

export const noReading: Reading = { figures: null, ageMs: null, receivedMs: 0, failures: 0 }
