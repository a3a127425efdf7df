import type { RelayEntry, RelayOutcome } from '@aplauso/proto'
import { Batcher, QueueFull, RecordRefused, StoreUnavailable } from '@aplauso/stores/batcher'
import { Complaints } from '../log/complaints.ts'
import { messageOf } from '../log/log.ts'

/** What one object of the outbox may hold and how long it may take. */
export interface PumpLimits {
  readonly lingerMs: number
  readonly maxBatchRecords: number
  /** In UTF-16 units: a batch's body has up to three times as many bytes. */
  readonly maxBatchUnits: number
  readonly maxQueueRecords: number
  readonly maxQueueUnits: number
  /** After this long the fate of a batch is unknown: longer than the log and the storage need together. */
  readonly storeTimeoutMs: number
  readonly queueTimeoutMs: number
}

export const pumpLimits: PumpLimits = {
  lingerMs: 4,
  maxBatchRecords: 2_000,
  maxBatchUnits: 1024 * 1024,
  maxQueueRecords: 20_000,
  maxQueueUnits: 16 * 1024 * 1024,
  storeTimeoutMs: 5_000,
  queueTimeoutMs: 5_000,
}

/**
 * Where batches go; what became of each entry, in order.
 * @throws where the fate of all is unknown
 */
export type StoreBatch = (entries: readonly RelayEntry[]) => Promise<readonly RelayOutcome[]>

/**
 * Gathers the entries of many requests into batches, has one batch stored at a time, and tells each caller what became
 * of its own. It holds only entries whose callers still wait.
 */
export class Pump {
  readonly #batcher: Batcher<RelayEntry>
  readonly #complaints = new Complaints()

  constructor(store: StoreBatch, limits: PumpLimits = pumpLimits) {
    this.#batcher = new Batcher<RelayEntry>({
      flush: async (entries) => errorsOf(entries, await store(entries)),
      sizeOf: ({ key, value }) => key.length + value.length,
      lingerMs: limits.lingerMs,
      maxBatchRecords: limits.maxBatchRecords,
      maxBatchBytes: limits.maxBatchUnits,
      maxQueueRecords: limits.maxQueueRecords,
      maxQueueBytes: limits.maxQueueUnits,
      flushTimeoutMs: limits.storeTimeoutMs,
      queueTimeoutMs: limits.queueTimeoutMs,
    })
  }

  /** Entries whose callers wait. */
  get pending(): number {
    return this.#batcher.pending
  }

  /** Resolves when no caller waits. */
  idle(): Promise<void> {
    return this.#batcher.drained()
  }

  /** Appends entries; what became of each, in order. Never rejects. */
  append(entries: readonly RelayEntry[]): Promise<RelayOutcome[]> {
    return Promise.all(entries.map((entry) => this.#appendOne(entry)))
  }

  async #appendOne(entry: RelayEntry): Promise<RelayOutcome> {
    try {
      await this.#batcher.add(entry)
      return 'accepted'
    } catch (error) {
      return this.#outcomeOf(error)
    }
  }

  #outcomeOf(error: unknown): RelayOutcome {
    const reason = messageOf(error)
    if (error instanceof QueueFull) {
      this.#complaints.tell('warn', 'a vote found no place', { reason })
      return 'full'
    }
    if (error instanceof RecordRefused) {
      this.#complaints.tell('error', 'the log refuses a record', { reason })
      return 'refused'
    }
    this.#complaints.tell('warn', 'a vote was not stored', { reason })
    return 'unavailable'
  }
}

function errorsOf(
  entries: readonly RelayEntry[],
  outcomes: readonly RelayOutcome[],
): ReadonlyMap<RelayEntry, Error> | undefined {
  const errors = new Map<RelayEntry, Error>()
  entries.forEach((entry, index) => {
    const outcome = outcomes[index]
    if (outcome !== 'accepted') errors.set(entry, errorOf(outcome))
  })
  return errors.size > 0 ? errors : undefined
}

function errorOf(outcome: RelayOutcome | undefined): Error {
  if (outcome === 'full') return new QueueFull('the log’s queue is full')
  if (outcome === 'refused') return new RecordRefused('refused for itself')
  return new StoreUnavailable('the log is not available')
}
