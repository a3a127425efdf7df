import type { Accepted, Code, Fault } from '@aplauso/proto'

/** What a door said of one vote; `failed` also where it said nothing. */
export type Answer =
  | Accepted
  | { readonly status: 'refused'; readonly code: Code; readonly message: string; readonly errors: readonly Fault[] }
  | { readonly status: 'failed'; readonly code: Code; readonly message: string; readonly id: string }

/** Codes that say that this very vote is not taken; after the others it may be sent again. */
const refusals: readonly Code[] = ['invalid', 'unknown_contest', 'contest_not_open', 'contest_closed', 'too_large']

/** The answer that a code stands for. @param id the id under which the vote was sent */
export function answerOf(code: Code, message: string, errors: readonly Fault[], id: string): Answer {
  return refusals.includes(code)
    ? { status: 'refused', code, message, errors }
    : { status: 'failed', code, message, id }
}

/** The answer in plain words. */
export function describe(answer: Answer, door: string): string {
  switch (answer.status) {
    case 'accepted':
      return `Accepted by ${door}: id ${answer.id}, contest ${answer.contest}.`
    case 'refused': {
      const faults = answer.errors.map(({ field, code, message }) => `\n  ${field || 'vote'} (${code}): ${message}`)
      return `Refused by ${door} (${answer.code}): ${faults.length > 0 ? faults.join('') : answer.message}`
    }
    case 'failed':
      return (
        `Failed at ${door} (${answer.code}): ${answer.message}\n` +
        `  The vote may be stored or not. Send it again under the same id and it counts once: --id ${answer.id}`
      )
  }
}

/** What to say where nothing listens. */
export function nothingThere(to: string): string {
  return `nothing answers at ${to}. Start the system with \`npm start\`, or name another address with --to`
}
