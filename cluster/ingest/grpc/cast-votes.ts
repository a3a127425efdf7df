import type { handleUnaryCall } from '@grpc/grpc-js'
import type { Door } from '../accept/accept.ts'
import { acceptBatch } from './batch.ts'
import { statusOf } from './status.ts'
import { type Arrived, type Encoded, encode, type VotesMessage } from './wire.ts'

/** `CastVotes`: a batch; OK with an outcome for each vote in order, also if all failed, so that their ids arrive. */
export function castVotes(door: Door): handleUnaryCall<Arrived<VotesMessage>, Encoded> {
  return async ({ request }, answer) => {
    const { outcomes, failure } = await acceptBatch(door, request.read())
    if (failure) return answer(statusOf(failure))
    const encoded = encode.CastVotes({ outcomes })
    request.answered?.(encoded.bytes.length)
    answer(null, encoded)
  }
}
