import type { FailureCode } from './outcome.ts'

/**
 * What became of a record that was handed on towards the log. `accepted`: it is durable. `full`: there was no room, and
 * nothing was taken. `refused`: the log will never take this record, and appending it again is useless. `unavailable`:
 * the log did not answer in time; the record may be there or not, and appending it again is safe.
 */
export const appendResults = ['accepted', 'full', 'refused', 'unavailable'] as const

export type AppendResult = (typeof appendResults)[number]

export type AppendFailure = Exclude<AppendResult, 'accepted'>

/** Whether a record with this result may be accepted another time. */
export const isTransient: Readonly<Record<AppendResult, boolean>> = {
  accepted: false,
  full: true,
  refused: false,
  unavailable: true,
}

/**
 * The code that answers a vote whose record was not accepted. A record that the log refuses kept the rules: the fault is
 * ours, and sending the vote again is useless.
 */
export const appendFailureCodes: Readonly<Record<AppendFailure, FailureCode | 'internal'>> = {
  full: 'full',
  refused: 'internal',
  unavailable: 'unavailable',
}

/**
 * The code of such a vote in a batch, where the codes are a closed set without `internal`: the other votes' outcomes must
 * not be lost for it.
 */
export function batchFailureCode(code: FailureCode | 'internal'): FailureCode {
  return code === 'internal' ? 'unavailable' : code
}
