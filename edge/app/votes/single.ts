import { type Accepted, builtInContests, type JudgedVote, judgeVote, recordParts, uuidV7 } from '@aplauso/proto'
import type { AcceptedVote, Answer } from '../../boundary/answer.ts'
import type { Call } from '../../boundary/call.ts'
import { json, refuse } from '../../boundary/replies.ts'

/** Answers one vote. */
export function castOne(call: Call, input: unknown): Answer {
  const { idempotencyKey } = call
  const judgement = judgeVote(input, {
    contests: builtInContests,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
  })
  switch (judgement.verdict) {
    case 'invalid':
      return refuse('invalid', { errors: judgement.errors })
    case 'unknown_contest':
      return refuse('unknown_contest')
    case 'keeps_rules': {
      const { outcome, accepted } = take(call, judgement.vote, 0)
      return { ...json(202, JSON.stringify(outcome)), votes: [accepted] }
    }
  }
}

/**
 * A vote that keeps the rules: its outcome as its caller reads it, and the parts of its record.
 * @param index its place in the request, from 0
 */
export function take(
  { nowMs, entropyHex }: Call,
  vote: JudgedVote,
  index: number,
): { outcome: Accepted; accepted: AcceptedVote } {
  const id = vote.id ?? uuidV7(nowMs, entropyHex, index)
  const [head, tail] = recordParts(vote, { id, channel: 'edge', at: new Date(nowMs).toISOString() })
  return {
    outcome: { status: 'accepted', id, contest: vote.contest.id },
    accepted: vote.voter === undefined ? { head, tail } : { head, tail, voter: vote.voter },
  }
}
