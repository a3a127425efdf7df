import type { Outcome } from '@aplauso/proto'
import { type PreparedVote, RequestFailed, type VoteClient } from '../../../clients/cast/index.ts'
import type { Fate } from '../history/index.ts'

/** What a request's votes came to. */
export interface Answer {
  /** a vote each, in their order */
  readonly fates: readonly Fate[]
  /** what a door should never say, in a sentence: its votes are unknown */
  readonly unexpected?: string
}

/** A request under way. */
export interface Asking {
  readonly answer: Promise<Answer>
  /** Waits no longer: the votes are unknown. */
  giveUp(): void
}

/** Sends the votes. It always ends within `patienceMs`, however the door hangs: what has no answer by then is unknown. */
export function askDoor(door: VoteClient, votes: readonly PreparedVote[], patienceMs: number): Asking {
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const giveUp = () => resolve({ fates: votes.map(() => 'unknown') })
  const timer = setTimeout(giveUp, patienceMs)
  door.cast(votes).then(
    (outcomes) => resolve(read(outcomes, votes)),
    (error: unknown) => {
      const fates = votes.map(() => 'unknown' as const)
      resolve(error instanceof RequestFailed ? { fates } : { fates, unexpected: `${door.name}: ${error}` })
    },
  )
  return { answer: promise.finally(() => clearTimeout(timer)), giveUp }
}

function read(outcomes: readonly Outcome[], votes: readonly PreparedVote[]): Answer {
  let unexpected: string | undefined
  const fates = votes.map((prepared, at): Fate => {
    const outcome = outcomes[at]
    if (outcome?.status === 'refused') return 'refused'
    if (outcome?.status === 'failed') return 'unknown'
    if (outcome?.status === 'accepted' && outcome.id === prepared.message?.id) return 'accepted'
    unexpected = `the answer to ${prepared.text} is ${JSON.stringify(outcome)}`
    return 'unknown'
  })
  return unexpected === undefined ? { fates } : { fates, unexpected }
}
