/**
 * The closed set of answer codes. Every refusal and failure of either door carries exactly one of them;
 * `http.ts` and `grpc.ts` hold their only mapping to the two protocols.
 */
export const codes = [
  'malformed',
  'unauthenticated',
  'not_found',
  'unknown_contest',
  'method_not_allowed',
  'timeout',
  'contest_not_open',
  'contest_closed',
  'too_large',
  'unsupported_media_type',
  'invalid',
  'rate_limited',
  'full',
  'unavailable',
  'internal',
] as const

export type Code = (typeof codes)[number]

/** What may be wrong with one field of a vote. */
export const fieldCodes = [
  'required',
  'type',
  'format',
  'control_character',
  'empty',
  'too_long',
  'out_of_range',
  'unknown_candidate',
  'conflict',
] as const

export type FieldCode = (typeof fieldCodes)[number]

/** What may stand in a fault of one vote of a batch beside the field codes. */
export type BatchFaultCode =
  | FieldCode
  | 'malformed'
  | 'too_large'
  | 'unknown_contest'
  | 'contest_not_open'
  | 'contest_closed'

/** One fault: the field's name (`""` for the vote as a whole), a code of the closed set, and a sentence for people. */
export interface Fault {
  readonly field: string
  readonly code: BatchFaultCode
  readonly message: string
}
