import { limits } from '@aplauso/proto'
import type { CallFailure } from './status.ts'
import type { ArrivalFault } from './wire.ts'

/** The failure of a call whose message could not be taken. */
export function arrivalFailure(fault: ArrivalFault): CallFailure {
  switch (fault) {
    case 'too_large':
      return { code: 'too_large', message: 'The message is larger than this method takes' }
    case 'too_many':
      return { code: 'too_large', message: `A message may hold at most ${limits.votesPerRequest} votes` }
    case 'malformed':
      // The code `malformed` is HTTP's only, and the caller is at fault, so it is not `internal`.
      return {
        code: 'invalid',
        errors: [{ field: '', code: 'malformed', message: 'the message is not readable as protobuf' }],
      }
  }
}
