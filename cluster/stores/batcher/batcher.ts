import { withDeadline } from '@aplauso/process/portable'
import type { AppendFailure, AppendResult } from '@aplauso/proto'
import { StoreUnavailable } from '../ports/errors.ts'

/** What became of a batch. */
export interface BatchResult {
  /** of each entry, in order; an entry without a result is `unavailable` */
  readonly results: readonly AppendResult[]
  /** why entries were not accepted: one line for a person */
  readonly reason?: string | undefined
}

/** Reports entries that were not accepted. @param reason one line for a person */
export type OnFailure<Entry = unknown> = (result: AppendFailure, reason: string, entries: readonly Entry[]) => void

export interface BatcherOptions<Entry> {
  /**
   * Appends a batch. `signal` aborts when the batch is given up: its callers have been answered, what is still under way
   * should be let go.
   * @throws StoreUnavailable with the reason: every entry is `unavailable`. Any other error reaches the callers
   */
  readonly append: (entries: readonly Entry[], signal: AbortSignal) => Promise<BatchResult>
  /** Called with the entries of a batch that have the same result. */
  readonly onFailure?: OnFailure<Entry> | undefined
  readonly sizeOf: (entry: Entry) => number
  /** How long the first entry of a batch waits for others. */
  readonly lingerMs: number
  readonly maxBatchRecords: number
  /** A single larger entry still travels, alone. */
  readonly maxBatchBytes: number
  /** What may wait, the batch in flight included; beyond it an entry is `full` at once. */
  readonly maxQueueRecords: number
  readonly maxQueueBytes: number
  /** After this long a batch is given up: its entries are `unavailable`. */
  readonly batchTimeoutMs: number
  /** After this long in the queue an entry is `unavailable` without having been sent; absent: it waits its turn. */
  readonly queueTimeoutMs?: number
}

interface Waiting<Entry> {
  readonly entry: Entry
  readonly sizeBytes: number
  readonly addedAtMs: number
  readonly resolve: (result: AppendResult) => void
  readonly reject: (error: unknown) => void
}

/** The reasons of those results for which `append` gives none. */
const usualReasons: Readonly<Record<AppendFailure, string>> = {
  full: 'too many records are waiting',
  refused: 'the log refuses the record',
  unavailable: 'the log is not available',
}

/**
 * Gathers entries of many callers into batches: one batch in flight, a bounded queue that refuses when full. Each caller
 * is answered when its own entry is durable, or within `queueTimeoutMs` and `batchTimeoutMs` together.
 * @example
 * const batcher = new Batcher({ ...limits, sizeOf: ({ value }) => value.length, append: (entries) => appendAll(entries) })
 * const result = await batcher.append({ key, value })
 */
export class Batcher<Entry> {
  readonly #options: BatcherOptions<Entry>
  #queue: Waiting<Entry>[] = []
  #queuedBytes = 0
  #inFlight: Waiting<Entry>[] = []
  #inFlightBytes = 0
  #lingering: ReturnType<typeof setTimeout> | undefined
  #expiring: ReturnType<typeof setTimeout> | undefined
  #idle: (() => void)[] = []
  #closed = false

  constructor(options: BatcherOptions<Entry>) {
    this.#options = options
  }

  /** Entries that wait or are in flight. */
  get pending(): number {
    return this.#queue.length + this.#inFlight.length
  }

  /**
   * Resolves with what became of the entry: `full` at once, the others when its batch has a result.
   * @throws what the option `append` throws, unless it is StoreUnavailable
   */
  append(entry: Entry): Promise<AppendResult> {
    const sizeBytes = this.#options.sizeOf(entry)
    return new Promise((resolve, reject) => {
      const waiting = { entry, sizeBytes, addedAtMs: performance.now(), resolve, reject }
      if (this.#closed) return this.#settle([waiting], { results: [], reason: 'the producer is closed' })
      if (!this.#hasRoomFor(sizeBytes)) return this.#settle([waiting], { results: ['full'] })
      this.#queue.push(waiting)
      this.#queuedBytes += sizeBytes
      this.#expireLater()
      this.#schedule()
    })
  }

  /** Sends what waits and resolves when nothing does; later entries are `unavailable`. */
  close(): Promise<void> {
    this.#closed = true
    return this.drained()
  }

  /** Resolves when nothing waits and nothing is in flight. */
  drained(): Promise<void> {
    if (this.pending === 0) return Promise.resolve()
    this.#schedule()
    return new Promise((resolve) => this.#idle.push(resolve))
  }

  #hasRoomFor(sizeBytes: number): boolean {
    const { maxQueueRecords, maxQueueBytes } = this.#options
    return this.pending < maxQueueRecords && this.#queuedBytes + this.#inFlightBytes + sizeBytes <= maxQueueBytes
  }

  #schedule(): void {
    if (this.#inFlight.length > 0 || this.#queue.length === 0) return
    const { maxBatchRecords, maxBatchBytes, lingerMs } = this.#options
    const isFull = this.#queue.length >= maxBatchRecords || this.#queuedBytes >= maxBatchBytes
    if (isFull || this.#closed || lingerMs === 0) {
      clearTimeout(this.#lingering)
      this.#lingering = undefined
      void this.#flush()
    } else {
      this.#lingering ??= setTimeout(() => {
        this.#lingering = undefined
        void this.#flush()
      }, lingerMs)
    }
  }

  /** Gives up the entries that have waited too long, now and when the next one's time is over. */
  #expireLater(): void {
    const { queueTimeoutMs } = this.#options
    const oldest = this.#queue[0]
    if (queueTimeoutMs === undefined || !oldest || this.#expiring !== undefined) return
    const leftMs = oldest.addedAtMs + queueTimeoutMs - performance.now()
    // A timer may fire a little early: never less than a millisecond, so that it cannot spin.
    this.#expiring = setTimeout(
      () => {
        this.#expiring = undefined
        const now = performance.now()
        const kept = this.#queue.findIndex(({ addedAtMs }) => addedAtMs + queueTimeoutMs > now)
        const late = this.#dequeue(kept < 0 ? this.#queue.length : kept)
        this.#settle(late, { results: [], reason: `waited ${queueTimeoutMs} ms and was not sent` })
        this.#expireLater()
        this.#reportIdle()
      },
      Math.max(1, leftMs),
    )
  }

  /** Takes the oldest entries out of the queue. */
  #dequeue(count: number): Waiting<Entry>[] {
    const oldest = this.#queue.splice(0, count)
    for (const { sizeBytes } of oldest) this.#queuedBytes -= sizeBytes
    return oldest
  }

  /** Takes the next batch out of the queue. */
  #dequeueBatch(): Waiting<Entry>[] {
    const { maxBatchRecords, maxBatchBytes } = this.#options
    let count = 0
    let bytes = 0
    for (const { sizeBytes } of this.#queue) {
      if (count >= maxBatchRecords || (count > 0 && bytes + sizeBytes > maxBatchBytes)) break
      count += 1
      bytes += sizeBytes
    }
    this.#inFlightBytes = bytes
    return this.#dequeue(count)
  }

  async #flush(): Promise<void> {
    if (this.#inFlight.length > 0 || this.#queue.length === 0) return
    const batch = this.#dequeueBatch()
    this.#inFlight = batch
    if (this.#queue.length === 0) {
      clearTimeout(this.#expiring)
      this.#expiring = undefined
    }
    const { append, batchTimeoutMs } = this.#options
    const entries = batch.map(({ entry }) => entry)
    let result: BatchResult | undefined
    let error: unknown
    try {
      const late = (message: string) => new StoreUnavailable(message)
      result = await withDeadline(batchTimeoutMs, (signal) => append(entries, signal), late)
    } catch (thrown) {
      error = thrown
    }
    this.#inFlight = []
    this.#inFlightBytes = 0
    if (result) this.#settle(batch, result)
    // A batcher that closes has no time for a log that fails: what still waits is not sent.
    else this.#fail(this.#closed ? [...batch, ...this.#dequeue(this.#queue.length)] : batch, error)
    this.#schedule()
    this.#reportIdle()
  }

  #settle(waiting: readonly Waiting<Entry>[], { results, reason }: BatchResult): void {
    for (const [result, group] of Map.groupBy(waiting, (_, at) => results[at] ?? 'unavailable')) {
      for (const { resolve } of group) resolve(result)
      if (result === 'accepted') continue
      const entries = group.map(({ entry }) => entry)
      this.#options.onFailure?.(result, reason ?? usualReasons[result], entries)
    }
  }

  #fail(waiting: readonly Waiting<Entry>[], error: unknown): void {
    if (error instanceof StoreUnavailable) this.#settle(waiting, { results: [], reason: error.message })
    else for (const { reject } of waiting) reject(error)
  }

  #reportIdle(): void {
    if (this.pending === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }
}
