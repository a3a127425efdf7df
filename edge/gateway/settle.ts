import type { Accepted, FailureCode, Outcome, RelayOutcome } from '@aplauso/proto'
import type { Answer } from '../boundary/answer.ts'
import { json, refuse } from '../boundary/replies.ts'

type Stored = Accepted | { readonly outcomes: readonly Outcome[] }

/** The app's answer, with the votes that the outbox did not take as failed. */
export function settle(answer: Answer, stored: readonly RelayOutcome[]): Answer {
  if (stored.length === answer.votes.length && stored.every((outcome) => outcome === 'accepted')) return answer
  const body = JSON.parse(answer.body) as Stored
  return 'outcomes' in body ? settleBatch(body.outcomes, stored) : settleOne(body, stored[0])
}

/**
 * A record that the log refuses for itself is our own bug: its vote kept the rules, and trying again would be of no use.
 */
function settleOne({ id }: Accepted, outcome: RelayOutcome | undefined): Answer {
  return outcome === 'refused' ? refuse('internal') : refuse(failureOf(outcome), { id })
}

function settleBatch(judged: readonly Outcome[], stored: readonly RelayOutcome[]): Answer {
  let next = 0
  const outcomes = judged.map((outcome): Outcome => {
    if (outcome.status !== 'accepted') return outcome
    const fate = stored[next]
    next += 1
    return fate === 'accepted' ? outcome : { status: 'failed', id: outcome.id, code: failureOf(fate) }
  })
  if (!outcomes.every(({ status }) => status === 'failed')) return json(200, JSON.stringify({ outcomes }))
  const areFull = outcomes.every((outcome) => outcome.status === 'failed' && outcome.code === 'full')
  return refuse(areFull ? 'full' : 'unavailable', { outcomes })
}

function failureOf(outcome: RelayOutcome | undefined): FailureCode {
  return outcome === 'full' ? 'full' : 'unavailable'
}
