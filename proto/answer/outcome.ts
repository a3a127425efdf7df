import type { Fault } from './codes.ts'

/** Why a vote failed: nowhere stored for sure, the caller may send it again under the same id. */
export type FailureCode = 'unavailable' | 'full'

export interface Accepted {
  readonly status: 'accepted'
  readonly id: string
  readonly contest: string
}

export interface Refused {
  readonly status: 'refused'
  readonly errors: readonly Fault[]
}

export interface Failed {
  readonly status: 'failed'
  readonly id: string
  readonly code: FailureCode
}

/** What became of one vote of a batch; the same over both doors. */
export type Outcome = Accepted | Refused | Failed
