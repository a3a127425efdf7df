import { type Accepted, type AppendResult, appendFailureCodes, batchFailureCode, type Outcome } from '@aplauso/proto'
import type { Answer } from '../boundary/answer.ts'
import { json, refuse } from '../boundary/replies.ts'

type Judged = Accepted | { readonly outcomes: readonly Outcome[] }

/**
 * The app's answer, with the votes that the outbox did not accept as failed.
 * @param results of the votes, in order; a vote without one is `unavailable`
 */
export function settle(answer: Answer, results: readonly AppendResult[]): Answer {
  if (results.length === answer.votes.length && results.every((result) => result === 'accepted')) return answer
  const body = JSON.parse(answer.body) as Judged
  return 'outcomes' in body ? settleBatch(body.outcomes, results) : settleOne(body, results[0])
}

function settleOne({ id }: Accepted, result: AppendResult = 'unavailable'): Answer {
  // Accepted, but with results of other votes: the outbox did not answer this request.
  const code = appendFailureCodes[result === 'accepted' ? 'unavailable' : result]
  return refuse(code, code === 'internal' ? {} : { id })
}

function settleBatch(judged: readonly Outcome[], results: readonly AppendResult[]): Answer {
  let next = 0
  const outcomes = judged.map((outcome): Outcome => {
    if (outcome.status !== 'accepted') return outcome
    const result = results[next] ?? 'unavailable'
    next += 1
    if (result === 'accepted') return outcome
    return { status: 'failed', id: outcome.id, code: batchFailureCode(appendFailureCodes[result]) }
  })
  if (!outcomes.every(({ status }) => status === 'failed')) return json(200, JSON.stringify({ outcomes }))
  const areFull = outcomes.every((outcome) => outcome.status === 'failed' && outcome.code === 'full')
  return refuse(areFull ? 'full' : 'unavailable', { outcomes })
}
