import type { Outcome } from '@aplauso/proto'
import type { PreparedVote, VoteClient } from '../clients/cast/index.ts'
import { Latencies } from '../terminal/latencies.ts'

/** What a caller knows of a vote. After `failed` the vote may be stored or not. */
export type Fate = Outcome['status']

/** A vote that was cast, with its outcome. Recorded once for each vote. */
export interface CastVote {
  readonly ballot: PreparedVote
  readonly door: VoteClient['name']
  readonly fate: Fate
  /** from the moment the vote was due until its answer, so that a slow door cannot hide the votes it delayed */
  readonly latencyMs: number
}

export interface LoadOptions {
  /** used in turn, one request each */
  readonly doors: readonly VoteClient[]
  /** the next vote to cast, with an id of its own */
  readonly next: () => PreparedVote
  /** votes a second, over all clients together */
  readonly ratePerSecond: number
  readonly durationMs: number
  /** votes per request */
  readonly batch: number
  /** concurrent requests; further requests wait, and their waiting counts as latency */
  readonly maxInFlight: number
  readonly onVote?: (vote: CastVote) => void
  /** receives, every few milliseconds, how many requests are due and not sent yet */
  readonly onQueue?: (waiting: number) => void
  readonly signal?: AbortSignal
}

export interface LoadReport {
  readonly sent: number
  readonly accepted: number
  readonly refused: number
  readonly failed: number
  readonly latencies: Latencies
  /** the longest queue of requests that were due and not sent yet */
  readonly longestQueue: number
}

interface Due {
  readonly ballots: readonly PreparedVote[]
  readonly door: VoteClient
  readonly dueMs: number
}

const tickMs = 5

/**
 * Casts votes at a constant arrival rate (an open model: votes arrive on schedule, however slow the answers are) and
 * records one outcome for each. Sends nothing twice. Resolves with the last answer.
 * @example
 * const report = await generate({
 *   doors: [edgeClient(url)],
 *   next: sampleVotes(),
 *   ratePerSecond: 200,
 *   durationMs: 10_000,
 *   batch: 10,
 *   maxInFlight: 64,
 * })
 */
export async function generate(options: LoadOptions): Promise<LoadReport> {
  const { doors, next, ratePerSecond, durationMs, batch, maxInFlight, signal } = options
  const counts = { accepted: 0, refused: 0, failed: 0 }
  const latencies = new Latencies()
  const queue: Due[] = []
  let longestQueue = 0
  let inFlight = 0
  let requests = 0
  const idle = Promise.withResolvers<void>()
  let allDue = false
  const startMs = performance.now()
  const dueOf = (request: number) => startMs + (request * batch * 1000) / ratePerSecond

  const record = ({ ballots, door, dueMs }: Due, fates: readonly Fate[]) => {
    const latencyMs = performance.now() - dueMs
    for (const [at, ballot] of ballots.entries()) {
      const fate = fates[at] ?? 'failed'
      counts[fate] += 1
      latencies.add(latencyMs)
      options.onVote?.({ ballot, door: door.name, fate, latencyMs })
    }
  }
  const send = () => {
    while (inFlight < maxInFlight) {
      const due = queue.shift()
      if (!due) break
      inFlight += 1
      void cast(due).then((fates) => {
        record(due, fates)
        inFlight -= 1
        send()
        if (allDue) options.onQueue?.(queue.length)
      })
    }
    longestQueue = Math.max(longestQueue, queue.length)
    if (allDue && inFlight === 0 && queue.length === 0) idle.resolve()
  }
  const arrive = () => {
    const nowMs = performance.now()
    for (let door = doors[requests % doors.length]; door; door = doors[requests % doors.length]) {
      const dueMs = dueOf(requests)
      if (dueMs > nowMs || dueMs >= startMs + durationMs) break
      queue.push({ ballots: Array.from({ length: batch }, next), door, dueMs })
      requests += 1
    }
    allDue = signal?.aborted === true || dueOf(requests) >= startMs + durationMs
    send()
    options.onQueue?.(queue.length)
    if (!allDue) setTimeout(arrive, tickMs)
  }
  arrive()
  await idle.promise
  return { sent: requests * batch, ...counts, latencies, longestQueue }
}

async function cast({ door, ballots }: Due): Promise<readonly Fate[]> {
  try {
    const outcomes: readonly Outcome[] = await door.cast(ballots)
    return outcomes.map(({ status }) => status)
  } catch {
    return ballots.map(() => 'failed')
  }
}
