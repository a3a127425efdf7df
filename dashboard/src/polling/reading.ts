/** What a poller knows now of one document. */
export interface Reading<Value> {
  /** the last one that came, null before the first */
  readonly value: Value | null
  /** whether the last answer said that there is no such thing */
  readonly isMissing: boolean
  /** the value's age in ms when the last good answer came; null where the answer did not say */
  readonly ageMs: number | null
  /** when the last good answer came, in ms of the page's monotonic clock */
  readonly receivedMs: number
  /** attempts that failed since the last good answer */
  readonly failures: number
}

export const noReading: Reading<never> = { value: null, isMissing: false, ageMs: null, receivedMs: 0, failures: 0 }
