import { setTimeout as pause } from 'node:timers/promises'
import { PostClient } from '../../../clients/http-post.ts'
import { Latencies } from '../../../terminal/latencies.ts'
import { castVotePath, goodVote, voteMessage } from '../messages.ts'
import { RawCalls } from '../raw-calls.ts'

/** Casts one vote. @returns whether it was accepted */
export type Cast = () => Promise<boolean>

/** What became of honest votes. */
export interface HonestVotes {
  readonly sent: number
  readonly accepted: number
  readonly latencies: Latencies
}

const callers = 10
const everyMs = 250
const timeoutMs = 5_000

/** Honest callers of the gRPC server: each on a connection of its own, which it opens again when it is gone. */
export function grpcCallers(address: string): { readonly casts: readonly Cast[]; close(): void } {
  const message = voteMessage()
  const all = Array.from({ length: callers }, () => ({ calls: new RawCalls(address, castVotePath, message) }))
  return {
    casts: all.map((caller) => async () => {
      const { fate } = await caller.calls.call(timeoutMs)
      if (fate === 'failed') {
        caller.calls.close()
        caller.calls = new RawCalls(address, castVotePath, message)
      }
      return fate === 'answered'
    }),
    close: () => {
      for (const { calls } of all) calls.close()
    },
  }
}

/** Honest callers of the edge. */
export function edgeCallers(edge: string): { readonly casts: readonly Cast[]; close(): void } {
  const client = new PostClient(new URL('/v1/votes', edge), { maxConnections: callers, timeoutMs })
  const body = JSON.stringify(goodVote)
  const cast = () =>
    client.post('application/json', body).then(
      ({ status }) => status === 202,
      () => false,
    )
  return { casts: Array.from({ length: callers }, () => cast), close: () => client.close() }
}

/** Lets each caller cast a vote four times a second, whatever became of the one before. */
export async function castHonestly(
  casts: readonly Cast[],
  durationMs: number,
  signal: AbortSignal,
): Promise<HonestVotes> {
  const latencies = new Latencies()
  let sent = 0
  let accepted = 0
  const open = new Set<Promise<void>>()
  const startedMs = performance.now()
  for (let round = 0; performance.now() - startedMs < durationMs && !signal.aborted; round += 1) {
    for (const cast of casts) {
      const castMs = performance.now()
      sent += 1
      const one = cast().then((isAccepted) => {
        if (isAccepted) accepted += 1
        latencies.add(performance.now() - castMs)
        open.delete(one)
      })
      open.add(one)
    }
    await pause(Math.max(0, startedMs + (round + 1) * everyMs - performance.now()))
  }
  await Promise.all(open)
  return { sent, accepted, latencies }
}
