import { setTimeout as pause } from 'node:timers/promises'
import type { Outcome } from '@aplauso/proto'
import { RequestFailed, type VoteClient } from '../../clients/cast/index.ts'

const firstPauseMs = 50
const longestPauseMs = 1_000

/**
 * A client that casts votes of unknown fate again under their ids until the door accepts or refuses them, as callers of the
 * gRPC server are meant to.
 * @param windowMs how long it goes on; after that the last answer stands
 */
export function retryingClient(client: VoteClient, windowMs: number): VoteClient {
  return {
    name: client.name,
    close: () => client.close(),
    async cast(votes) {
      const untilMs = performance.now() + windowMs
      const outcomes: (Outcome | undefined)[] = votes.map(() => undefined)
      for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(longestPauseMs, pauseMs * 2)) {
        const open = votes.flatMap((vote, at) => (isOpen(outcomes[at]) ? [{ vote, at }] : []))
        try {
          const answers = await client.cast(open.map(({ vote }) => vote))
          for (const [index, { at }] of open.entries()) outcomes[at] = answers[index]
        } catch (error) {
          if (!(error instanceof RequestFailed) || performance.now() > untilMs) throw error
        }
        if (!outcomes.some(isOpen) || performance.now() > untilMs) return outcomes.map((outcome) => outcome ?? unknown)
        await pause(pauseMs)
      }
    },
  }
}

const unknown: Outcome = { status: 'failed', id: '', code: 'unavailable' }

function isOpen(outcome: Outcome | undefined): boolean {
  return outcome === undefined || outcome.status === 'failed'
}
