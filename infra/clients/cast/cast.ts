import { setTimeout as pause } from 'node:timers/promises'
import { limits, type Outcome } from '@aplauso/proto'
import type { Ballot } from './ballot.ts'
import { type DoorCounts, type Doors, dealOut, emptyCounts } from './deal.ts'
import { type Door, DoorUnavailable } from './door.ts'

export interface CastOptions {
  /** Votes in one request. */
  readonly batchVotes?: number
  /** Requests under way at each door. */
  readonly requestsPerDoor?: number
  /** How often a vote that failed is sent, in all. */
  readonly attempts?: number
  /** The pause before the second attempt, in milliseconds; it doubles with each further one. */
  readonly firstPauseMs?: number
  /** Told each vote's final outcome, as soon as its batch has one. */
  readonly onOutcome?: (ballot: Ballot, outcome: Outcome, door: Door['name']) => void
  /** Told after each batch how many votes have their final outcome. */
  readonly onProgress?: (settled: number) => void
  /** Ends the casting: no further request is made. */
  readonly signal?: AbortSignal
}

const longestPauseMs = 5_000
/** Room for the line ends of NDJSON and for protobuf's tags and lengths. */
const batchBytes = limits.requestBytes / 2

/** Ballots that go through one door. */
export interface Lane {
  readonly door: Door
  readonly ballots: readonly Ballot[]
}

/**
 * Casts every ballot through one door, by turns; what protobuf cannot carry goes to the edge. A vote that failed is
 * sent again, at the same door and under the same id.
 * @returns what became of the votes, by door
 * @throws Error where a door answers in a way that trying again cannot mend, or the signal is aborted
 */
export async function castAll(
  ballots: readonly Ballot[],
  doors: Doors<Door>,
  options: CastOptions = {},
): Promise<Doors<DoorCounts>> {
  const dealt = dealOut(ballots)
  const [edge = emptyCounts(), grpc = emptyCounts()] = await castLanes(
    [
      { door: doors.edge, ballots: dealt.edge },
      { door: doors.grpc, ballots: dealt.grpc },
    ],
    options,
  )
  return { edge, grpc }
}

/**
 * Casts each lane's ballots through its door.
 * @returns what became of the votes, lane by lane
 * @throws Error where a door answers in a way that trying again cannot mend, or the signal is aborted
 */
export async function castLanes(lanes: readonly Lane[], options: CastOptions = {}): Promise<readonly DoorCounts[]> {
  // One door's lasting fault ends the other's casting too.
  const trouble = new AbortController()
  const signal = AbortSignal.any([trouble.signal, ...(options.signal ? [options.signal] : [])])
  let settled = 0
  const counts = lanes.map(() => emptyCounts())
  const workers = lanes.flatMap(({ door, ballots }, at) => {
    const batches = batchesOf(ballots, options.batchVotes ?? 50)
    const work = async () => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) {
        signal.throwIfAborted()
        for (const [ballot, outcome] of await castBatch(batch, door, options, signal)) {
          const count = counts[at]
          if (count) {
            count.sent += 1
            count[outcome.status] += 1
          }
          options.onOutcome?.(ballot, outcome, door.name)
        }
        settled += batch.length
        options.onProgress?.(settled)
      }
    }
    return Array.from({ length: options.requestsPerDoor ?? 2 }, work)
  })
  try {
    await Promise.all(workers)
  } catch (error) {
    trouble.abort(error)
    await Promise.allSettled(workers)
    throw error
  }
  return counts
}

function batchesOf(ballots: readonly Ballot[], maxVotes: number): Ballot[][] {
  const batches: Ballot[][] = []
  let batch: Ballot[] = []
  let sizeBytes = 0
  for (const ballot of ballots) {
    const ballotBytes = Buffer.byteLength(ballot.text)
    if (batch.length === 0 || batch.length >= maxVotes || sizeBytes + ballotBytes > batchBytes) {
      batch = []
      batches.push(batch)
      sizeBytes = 0
    }
    batch.push(ballot)
    sizeBytes += ballotBytes
  }
  return batches
}

/** Casts a batch until each of its votes is accepted or refused, or the attempts are used up. */
async function castBatch(
  batch: readonly Ballot[],
  door: Door,
  { attempts = 5, firstPauseMs = 200 }: CastOptions,
  signal: AbortSignal,
): Promise<ReadonlyMap<Ballot, Outcome>> {
  const outcomes = new Map<Ballot, Outcome>()
  let open = batch
  for (let attempt = 1; ; attempt += 1) {
    let waitMs = Math.min(firstPauseMs * 2 ** (attempt - 1), longestPauseMs)
    try {
      const answered = await door.cast(open)
      for (const [index, ballot] of open.entries()) outcomes.set(ballot, answered[index] ?? failed)
    } catch (error) {
      if (!(error instanceof DoorUnavailable)) throw error
      for (const ballot of open) outcomes.set(ballot, failed)
      waitMs = Math.min(Math.max(waitMs, error.retryAfterMs ?? 0), longestPauseMs)
    }
    open = open.filter((ballot) => outcomes.get(ballot)?.status === 'failed')
    if (open.length === 0 || attempt >= attempts) return outcomes
    await pause(waitMs, undefined, { signal })
  }
}

const failed: Outcome = { status: 'failed', id: '', code: 'unavailable' }
