import { abridged, builtInContests, type Fault, judgeVote, limits, type Outcome } from '@aplauso/proto'
import type { AcceptedVote, Answer } from '../../boundary/answer.ts'
import type { Call } from '../../boundary/call.ts'
import { json, refuse } from '../../boundary/replies.ts'
import { take } from './single.ts'

/** One vote of a batch: its parsed value, or what is wrong with its line. */
export type Item = { readonly input: unknown; readonly fault?: undefined } | { readonly fault: Fault }

const keyWithBatch: Fault = {
  field: 'id',
  code: 'conflict',
  message: 'id cannot come from the Idempotency-Key header, which names a single vote: give each vote its own id',
}

/** Answers a batch: each vote's outcome, in order. */
export function castBatch(call: Call, items: readonly Item[]): Answer {
  if (items.length > limits.votesPerRequest) return refuse('too_large')
  if (call.idempotencyKey !== undefined) return refuse('invalid', { errors: [keyWithBatch] })
  const votes: AcceptedVote[] = []
  const outcomes = items.map((item, index): Outcome => {
    if (item.fault) return { status: 'refused', errors: [item.fault] }
    const judgement = judgeVote(item.input, { contests: builtInContests })
    if (judgement.verdict !== 'keeps_rules') return { status: 'refused', errors: judgement.errors }
    const { outcome, accepted } = take(call, judgement.vote, index)
    votes.push(accepted)
    return outcome
  })
  return { ...json(200, JSON.stringify({ outcomes: abridged(outcomes) })), votes }
}
