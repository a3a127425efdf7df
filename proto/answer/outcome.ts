import { limits } from '../limits.ts'
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

/**
 * A batch's outcomes as they are answered: the first refused ones with all their errors, later ones with their first
 * alone. Who sends a thousand wrong votes has seen by then what is wrong, and two bytes a vote must not bring back a page.
 */
export function abridged(outcomes: readonly Outcome[]): readonly Outcome[] {
  let refusals = 0
  return outcomes.map((outcome) => {
    if (outcome.status !== 'refused') return outcome
    refusals += 1
    if (refusals <= limits.refusalsInFull || outcome.errors.length <= 1) return outcome
    return { ...outcome, errors: outcome.errors.slice(0, 1) }
  })
}
