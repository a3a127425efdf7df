import { type Arrived, type VoteMessage, type VotesMessage, voteIngest } from '../../../../cluster/ingest/grpc/wire.ts'
import { type DoorAnswer, refused } from '../answer.ts'
import type { Doors } from '../doors.ts'
import { expectedOfEdge, expectedOfItems, judged } from '../expect.ts'

/** What the rules make of a message that was read, or the fault of one that was not. */
function answerTo<Message>(name: string, bytes: Buffer, answer: (message: Message) => DoorAnswer): DoorAnswer {
  const arrived = voteIngest[name]?.requestDeserialize(bytes) as Arrived<Message>
  const { message, fault } = arrived.read()
  if (message !== undefined) return answer(message)
  return fault === 'malformed'
    ? refused('invalid', [{ field: '', code: 'malformed', message: '' }])
    : refused('too_large')
}

/** Doors in this process that answer as the contract says. */
export const doorsByTheRules: Doors = {
  edge: async (request) => expectedOfEdge(request),
  castVote: async (message) => answerTo<VoteMessage>('CastVote', message, (vote) => judged(vote)),
  castVotes: async (message) =>
    answerTo<VotesMessage>('CastVotes', message, ({ votes }) => expectedOfItems(votes.map((input) => ({ input })))),
  close() {},
}
