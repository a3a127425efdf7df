import type { Code, Fault, Outcome } from '@aplauso/proto'

/** What a door answered, without what may differ: sentences, and ids that a server makes. */
export type DoorAnswer =
  | VoteAnswer
  | { readonly status: 'outcomes'; readonly outcomes: readonly VoteAnswer[] }
  /** an answer that no input may bring about: 5xx, or its like in gRPC */
  | { readonly status: 'broken'; readonly what: string }
  /** no answer in time */
  | { readonly status: 'hang' }

/** The answer to one vote. */
export type VoteAnswer =
  | { readonly status: 'accepted'; readonly id: string; readonly contest: string }
  | { readonly status: 'refused'; readonly code: Code; readonly errors: readonly string[] }

/** In place of an id that a server made. */
export const madeId = '(made)'

const uuidV7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** An acceptance as it was answered. @param request what was sent: an id that is not in it was made by the server */
export function accepted(id: unknown, contest: unknown, request: Buffer): VoteAnswer {
  const isMade = typeof id === 'string' && uuidV7.test(id) && !request.includes(id)
  return { status: 'accepted', id: isMade ? madeId : String(id), contest: String(contest) }
}

/** A refusal of a vote, or of a request as a whole. */
export function refused(code: Code, errors: readonly Fault[] = []): VoteAnswer {
  return { status: 'refused', code, errors: errors.map(({ field, code: fault }) => `${field}: ${fault}`) }
}

/** The outcomes of a batch as they were answered. @param request what was sent */
export function outcomesOf(outcomes: readonly Outcome[], request: Buffer): DoorAnswer {
  const failed = outcomes.find(({ status }) => status === 'failed')
  if (failed) return { status: 'broken', what: 'a vote failed' }
  return {
    status: 'outcomes',
    outcomes: outcomes.flatMap((outcome) => {
      if (outcome.status === 'accepted') return [accepted(outcome.id, outcome.contest, request)]
      return outcome.status === 'refused' ? [refused('invalid', outcome.errors)] : []
    }),
  }
}

/** Whether two answers are the same. */
export function isSame(one: DoorAnswer, other: DoorAnswer): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
