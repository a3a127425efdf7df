import type { handleUnaryCall } from '@grpc/grpc-js'
import { accept, type Door, moment } from '../accept/accept.ts'
import { arrivalFailure } from './arrival.ts'
import { statusOf } from './status.ts'
import type { AcceptedMessage, Arrived, VoteMessage } from './wire.ts'

/** `CastVote`: one vote; OK means accepted. */
export function castVote(door: Door): handleUnaryCall<Arrived<VoteMessage>, AcceptedMessage> {
  return async ({ request }, answer) => {
    const { message, fault } = request.read()
    if (fault !== undefined) return answer(statusOf(arrivalFailure(fault)))
    const outcome = await accept(door, message, moment())
    if (outcome.status !== 'accepted') return answer(statusOf(outcome))
    answer(null, { id: outcome.id, contest: outcome.contest })
  }
}
