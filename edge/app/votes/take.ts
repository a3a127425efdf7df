import { type Accepted, type JudgedVote, recordParts, uuidV7 } from '@aplauso/proto'
import type { AcceptedVote } from '../../boundary/answer.ts'
import type { Call } from '../../boundary/call.ts'

/**
 * A vote that keeps the rules, as its caller is told of it and as it is stored.
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
