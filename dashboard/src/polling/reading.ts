/** What a poller knows about one document. */
export interface Reading<Value> {
  /** the last one that arrived; null before the first */
  readonly value: Value | null
  /** whether the last answer was "no such contest" */
  readonly isMissing: boolean
  /** the value's age when the last good answer arrived, ms; null if the answer had none */
  readonly ageMs: number | null
  /** when the last good answer arrived, in ms of the page's monotonic clock */
  readonly receivedMs: number
  /** failed attempts since the last good answer */
  readonly failures: number
}

export const noReading: Reading<never> = { value: null, isMissing: false, ageMs: null, receivedMs: 0, failures: 0 }
