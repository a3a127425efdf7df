import type { Accepted, Code, Fault } from '@aplauso/proto'

/** A door's answer to one vote; `failed` also if there was no answer. */
export type VoteAnswer =
  | Accepted
  | { readonly status: 'refused'; readonly code: Code; readonly message: string; readonly errors: readonly Fault[] }
  | { readonly status: 'failed'; readonly code: Code; readonly message: string; readonly id: string }

/** Codes that refuse the vote itself; after any other code it may be sent again. */
const refusals: readonly Code[] = ['invalid', 'unknown_contest', 'contest_not_open', 'contest_closed', 'too_large']

/** The answer that a code means. @param id the id under which the vote was sent */
export function answerOf(code: Code, message: string, errors: readonly Fault[], id: string): VoteAnswer {
  return refusals.includes(code)
    ? { status: 'refused', code, message, errors }
    : { status: 'failed', code, message, id }
}

/** The answer as text for people. */
export function describe(answer: VoteAnswer, door: string): string {
  switch (answer.status) {
    case 'accepted':
      return `Accepted by ${door}: id ${answer.id}, contest ${answer.contest}.`
    case 'refused': {
      // A fault's message begins with its field's name.
      const faults = answer.errors.map(({ code, message }) => `\n  ${message} (${code})`)
      return `Refused by ${door} (${answer.code}): ${faults.length > 0 ? faults.join('') : answer.message}`
    }
    case 'failed':
      return (
        `Failed at ${door} (${answer.code}): ${answer.message}\n` +
        `  The vote may be stored or not. Sent again under the same id, it counts once: --id ${answer.id}`
      )
  }
}
