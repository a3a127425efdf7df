import type { CallFailure } from './status.ts'

/** The failure of a call whose message could not be taken. */
export function arrivalFailure(fault: 'too_large' | 'malformed'): CallFailure {
  if (fault === 'too_large') return { code: 'too_large', message: 'The message is larger than this method takes' }
  // gRPC has no code of its own for this: `malformed` is HTTP's. The caller is at fault, so it is not `internal`.
  const message = 'the message is not readable as protobuf'
  return { code: 'invalid', errors: [{ field: '', code: 'malformed', message }] }
}
