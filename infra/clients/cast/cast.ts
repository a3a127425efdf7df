import { setTimeout as pause } from 'node:timers/promises'
import { type Channel, limits, type Outcome } from '@aplauso/proto'
import { RequestFailed, type VoteClient } from '../vote-client.ts'
import { assignChannels, type ChannelCounts, emptyCounts, type PerChannel } from './assign-channels.ts'
import type { PreparedVote } from './prepared-vote.ts'

export interface CastOptions {
  /** Votes per request. */
  readonly batchVotes?: number
  /** Concurrent requests per client. */
  readonly requestsPerClient?: number
  /** How often a vote that fails is sent in total. */
  readonly attempts?: number
  /** How long after its first attempt a failed vote is sent again, in milliseconds; without limit by default. */
  readonly windowMs?: number
  /** The pause before the second attempt, in milliseconds; it doubles with each further attempt. */
  readonly firstPauseMs?: number
  /** Receives each vote's final outcome as soon as its batch has settled. */
  readonly onOutcome?: (vote: PreparedVote, outcome: Outcome, channel: Channel) => void
  /** Receives each attempt that failed as a whole. */
  readonly onRequestFailed?: (error: RequestFailed, channel: Channel) => void
  /** Receives, after each batch, how many votes have their final outcome. */
  readonly onProgress?: (settled: number) => void
  /** Aborting it stops the casting: no further request is made. */
  readonly signal?: AbortSignal
}

const longestPauseMs = 5_000
/** Leaves room for the line ends of NDJSON and for protobuf's tags and lengths. */
const batchBytes = limits.requestBytes / 2

/** The votes for one client. */
export interface Lane {
  readonly client: VoteClient
  readonly votes: readonly PreparedVote[]
}

/**
 * Casts each vote through one of the two clients in turn; what protobuf cannot carry goes to the edge. A vote that fails
 * is sent again through the same client and under the same id.
 * @returns the counts per channel
 * @throws Error if a door answers in a way that retrying cannot fix, or the signal is aborted
 * @example
 * const { edge, grpc } = await castAll(votes, { edge: edgeClient(url), grpc: grpcClient(address) })
 */
export async function castAll(
  votes: readonly PreparedVote[],
  clients: PerChannel<VoteClient>,
  options: CastOptions = {},
): Promise<PerChannel<ChannelCounts>> {
  const assigned = assignChannels(votes)
  const [edge = emptyCounts(), grpc = emptyCounts()] = await castLanes(
    [
      { client: clients.edge, votes: assigned.edge },
      { client: clients.grpc, votes: assigned.grpc },
    ],
    options,
  )
  return { edge, grpc }
}

/**
 * Casts each lane's votes through its client.
 * @returns the counts per lane
 * @throws Error if a door answers in a way that retrying cannot fix, or the signal is aborted
 */
export async function castLanes(lanes: readonly Lane[], options: CastOptions = {}): Promise<readonly ChannelCounts[]> {
  // A permanent fault at one door stops casting at the other, too.
  const fault = new AbortController()
  const signal = AbortSignal.any([fault.signal, ...(options.signal ? [options.signal] : [])])
  let settled = 0
  const counts = lanes.map(() => emptyCounts())
  const workers = lanes.flatMap(({ client, votes }, at) => {
    const batches = batchesOf(votes, options.batchVotes ?? 50)
    const work = async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) {
        signal.throwIfAborted()
        for (const [vote, outcome] of await castBatch(batch, client, options, signal)) {
          const count = counts[at]
          if (count) {
            count.sent += 1
            count[outcome.status] += 1
          }
          options.onOutcome?.(vote, outcome, client.name)
        }
        settled += batch.length
        options.onProgress?.(settled)
      }
    }
    return Array.from({ length: options.requestsPerClient ?? 2 }, work)
  })
  try {
    await Promise.all(workers)
  } catch (error) {
    fault.abort(error)
    await Promise.allSettled(workers)
    throw error
  }
  return counts
}

function batchesOf(votes: readonly PreparedVote[], maxVotes: number): PreparedVote[][] {
  const batches: PreparedVote[][] = []
  let batch: PreparedVote[] = []
  let sizeBytes = 0
  for (const vote of votes) {
    const voteBytes = Buffer.byteLength(vote.text)
    if (batch.length === 0 || batch.length >= maxVotes || sizeBytes + voteBytes > batchBytes) {
      batch = []
      batches.push(batch)
      sizeBytes = 0
    }
    batch.push(vote)
    sizeBytes += voteBytes
  }
  return batches
}

/**
 * Casts a batch until each of its votes is accepted or refused, or the attempts or the window are used up.
 * @returns each vote's last outcome, in the batch's order
 * @throws Error if the client fails in a way that another attempt cannot fix, or the signal is aborted
 */
export async function castBatch(
  batch: readonly PreparedVote[],
  client: VoteClient,
  { attempts = 5, windowMs = Number.POSITIVE_INFINITY, firstPauseMs = 200, onRequestFailed }: CastOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<PreparedVote, Outcome>> {
  const outcomes = new Map<PreparedVote, Outcome>()
  const untilMs = performance.now() + windowMs
  let open = batch
  for (let attempt = 1; ; attempt += 1) {
    let waitMs = Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs)
    try {
      const answered = await client.cast(open)
      for (const [index, vote] of open.entries()) outcomes.set(vote, answered[index] ?? failed)
    } catch (error) {
      if (!(error instanceof RequestFailed)) throw error
      onRequestFailed?.(error, client.name)
      for (const vote of open) outcomes.set(vote, failed)
      waitMs = Math.min(Math.max(waitMs, error.retryAfterMs ?? 0), longestPauseMs)
    }
    open = open.filter((vote) => outcomes.get(vote)?.status === 'failed')
    const isOver = attempt >= attempts || performance.now() + waitMs >= untilMs
    if (open.length === 0 || isOver) return outcomes
    await pause(waitMs, undefined, { signal })
  }
}

const failed: Outcome = { status: 'failed', id: '', code: 'unavailable' }
