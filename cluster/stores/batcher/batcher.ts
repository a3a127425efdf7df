import { QueueFull, StoreUnavailable } from '../ports/errors.ts'

export interface BatcherOptions<Entry> {
  /**
   * Writes a batch; resolves when all of it is durable. May reject single entries by returning their errors. `signal`
   * aborts when the batch is given up: its callers have been answered, what is still under way should be let go.
   */
  readonly flush: (entries: readonly Entry[], signal: AbortSignal) => Promise<ReadonlyMap<Entry, Error> | undefined>
  readonly sizeOf: (entry: Entry) => number
  /** How long the first entry of a batch waits for others. */
  readonly lingerMs: number
  readonly maxBatchRecords: number
  /** A single larger entry still travels, alone. */
  readonly maxBatchBytes: number
  /** What may wait, the batch in flight included; beyond it `add` refuses at once. */
  readonly maxQueueRecords: number
  readonly maxQueueBytes: number
  /** After this long a flush is given up: its entries' fate is unknown. */
  readonly flushTimeoutMs: number
  /** After this long in the queue an entry is given up without having been sent; absent: it waits its turn. */
  readonly queueTimeoutMs?: number
}

interface Waiting<Entry> {
  readonly entry: Entry
  readonly sizeBytes: number
  readonly addedAtMs: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/** A flush that reacts to the signal says what was wrong all the time: more than that the time is over. */
const lastWordMs = 1

/**
 * Gathers entries of many callers into batches: one flush in flight, a bounded queue that refuses when full. Each
 * caller is answered when its own entry is durable, or within `queueTimeoutMs` and `flushTimeoutMs` together.
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
   * Resolves when the entry is durable.
   * @throws QueueFull at once, nothing was taken
   * @throws StoreUnavailable the entry may be stored or not
   * @throws whatever the flush says of this entry
   */
  add(entry: Entry): Promise<void> {
    const sizeBytes = this.#options.sizeOf(entry)
    if (this.#closed) return Promise.reject(new StoreUnavailable('the producer is closed'))
    if (
      this.pending >= this.#options.maxQueueRecords ||
      this.#queuedBytes + this.#inFlightBytes + sizeBytes > this.#options.maxQueueBytes
    ) {
      return Promise.reject(new QueueFull())
    }
    return new Promise((resolve, reject) => {
      this.#queue.push({ entry, sizeBytes, addedAtMs: performance.now(), resolve, reject })
      this.#queuedBytes += sizeBytes
      this.#expireLater()
      this.#schedule()
    })
  }

  /** Flushes what waits and resolves when nothing does; later entries are refused. */
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
        const late = new StoreUnavailable(`waited ${queueTimeoutMs} ms and was not sent`)
        this.#giveUp(kept < 0 ? this.#queue.length : kept, late)
        this.#expireLater()
        this.#tellIdle()
      },
      Math.max(1, leftMs),
    )
  }

  /** Answers the oldest entries that wait, unsent. */
  #giveUp(count: number, error: Error): void {
    for (const { sizeBytes, reject } of this.#queue.splice(0, count)) {
      this.#queuedBytes -= sizeBytes
      reject(error)
    }
  }

  #take(): Waiting<Entry>[] {
    const { maxBatchRecords, maxBatchBytes } = this.#options
    let count = 0
    let bytes = 0
    for (const { sizeBytes } of this.#queue) {
      if (count >= maxBatchRecords || (count > 0 && bytes + sizeBytes > maxBatchBytes)) break
      count += 1
      bytes += sizeBytes
    }
    this.#queuedBytes -= bytes
    this.#inFlightBytes = bytes
    return this.#queue.splice(0, count)
  }

  async #flush(): Promise<void> {
    if (this.#inFlight.length > 0 || this.#queue.length === 0) return
    const batch = this.#take()
    this.#inFlight = batch
    if (this.#queue.length === 0) {
      clearTimeout(this.#expiring)
      this.#expiring = undefined
    }
    let failure: Error | undefined
    let refused: ReadonlyMap<Entry, Error> | undefined
    try {
      refused = await this.#flushInTime(batch.map(({ entry }) => entry))
    } catch (error) {
      failure = error instanceof Error ? error : new StoreUnavailable(String(error))
    }
    this.#inFlight = []
    this.#inFlightBytes = 0
    for (const { entry, resolve, reject } of batch) {
      const error = failure ?? refused?.get(entry)
      if (error) reject(error)
      else resolve()
    }
    // Who is leaving has no time for a store that fails: what still waits is not sent.
    if (failure && this.#closed) this.#giveUp(this.#queue.length, failure)
    this.#schedule()
    this.#tellIdle()
  }

  #tellIdle(): void {
    if (this.pending === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  async #flushInTime(entries: readonly Entry[]): Promise<ReadonlyMap<Entry, Error> | undefined> {
    const { flush, flushTimeoutMs } = this.#options
    const givingUp = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = new StoreUnavailable(`no answer within ${flushTimeoutMs} ms`)
        givingUp.abort(error)
        timer = setTimeout(reject, lastWordMs, error)
      }, flushTimeoutMs)
    })
    try {
      return await Promise.race([flush(entries, givingUp.signal), deadline])
    } finally {
      clearTimeout(timer)
    }
  }
}
