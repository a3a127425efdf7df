import { QueueFull, StoreUnavailable } from '../ports/errors.ts'

export interface BatcherOptions<Entry> {
  /** Writes a batch; resolves when all of it is durable. May reject single entries by returning their errors. */
  readonly flush: (entries: readonly Entry[]) => Promise<ReadonlyMap<Entry, Error> | undefined>
  readonly sizeOf: (entry: Entry) => number
  /** How long the first entry of a batch waits for others. */
  readonly lingerMs: number
  readonly maxBatchRecords: number
  readonly maxBatchBytes: number
  /** What may wait, the batch in flight included; beyond it `add` refuses at once. */
  readonly maxQueueRecords: number
  readonly maxQueueBytes: number
  /** After this long a flush is given up: its entries' fate is unknown. */
  readonly flushTimeoutMs: number
}

interface Waiting<Entry> {
  readonly entry: Entry
  readonly sizeBytes: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Gathers entries of many callers into batches: one flush in flight, a bounded queue that refuses when full. Each
 * caller is answered when its own entry is durable.
 */
export class Batcher<Entry> {
  readonly #options: BatcherOptions<Entry>
  #queue: Waiting<Entry>[] = []
  #queuedBytes = 0
  #inFlight: Waiting<Entry>[] = []
  #inFlightBytes = 0
  #timer: ReturnType<typeof setTimeout> | undefined
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
      this.#queue.push({ entry, sizeBytes, resolve, reject })
      this.#queuedBytes += sizeBytes
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
    const isFull =
      this.#queue.length >= this.#options.maxBatchRecords || this.#queuedBytes >= this.#options.maxBatchBytes
    if (isFull || this.#closed || this.#options.lingerMs === 0) {
      clearTimeout(this.#timer)
      this.#timer = undefined
      void this.#flush()
    } else {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined
        void this.#flush()
      }, this.#options.lingerMs)
    }
  }

  #take(): Waiting<Entry>[] {
    let count = 0
    let bytes = 0
    for (const { sizeBytes } of this.#queue) {
      if (count >= this.#options.maxBatchRecords || (count > 0 && bytes + sizeBytes > this.#options.maxBatchBytes))
        break
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
    let failure: Error | undefined
    let refused: ReadonlyMap<Entry, Error> | undefined
    try {
      refused = await this.#withDeadline(this.#options.flush(batch.map(({ entry }) => entry)))
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
    this.#schedule()
    if (this.pending === 0) for (const resolve of this.#idle.splice(0)) resolve()
  }

  async #withDeadline<Result>(work: Promise<Result>): Promise<Result> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new StoreUnavailable(`no answer within ${this.#options.flushTimeoutMs} ms`)),
        this.#options.flushTimeoutMs,
      )
    })
    try {
      return await Promise.race([work, deadline])
    } finally {
      clearTimeout(timer)
    }
  }
}
