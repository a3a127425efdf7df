import { builtInContests, judgeVote } from '@aplauso/proto'
import type { Answer } from '../../boundary/answer.ts'
import type { Call } from '../../boundary/call.ts'
import { json, refuse } from '../../boundary/replies.ts'
import { take } from './take.ts'

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
