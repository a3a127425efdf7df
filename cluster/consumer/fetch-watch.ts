/** Records wait, and no batch of them comes: a new process reads them. */
export class FetchStalled extends Error {
  constructor(partition: number, { position, end }: { position: number; end: number }) {
    super(`partition ${partition} is read up to ${position}, the log ends at ${end}, and no batch comes`)
    this.name = 'FetchStalled'
  }
}

export interface Patience {
  /** how long records may wait without a batch before that is lag */
  readonly lagMs: number
  /** how long before the fetch loop has stalled */
  readonly stallMs: number
}

export const usualPatience: Patience = { lagMs: 5_000, stallMs: 30_000 }

/**
 * Watches for a fetch loop that stalls: records wait in a partition and no batch of them comes. Time in which this
 * process itself holds the batches up does not count: that of a rebuild, of a batch that is repeated, of a log that does
 * not answer, and time in which the process was frozen.
 */
export class FetchWatch {
  readonly #patience: Patience
  readonly #now: () => number
  /** when a partition was last known to be read on */
  readonly #movedAt = new Map<number, number>()
  readonly #inHand = new Map<number, number>()
  #failedAt = Number.NEGATIVE_INFINITY
  #tickAt: number

  /** @param now milliseconds of a clock that never goes back */
  constructor(patience: Patience, now: () => number = () => performance.now()) {
    this.#patience = patience
    this.#now = now
    this.#tickAt = now()
  }

  /** Watches these partitions and no others. */
  assign(partitions: readonly number[]): void {
    this.#movedAt.clear()
    for (const partition of partitions) this.moved(partition)
  }

  /** A partition is read on, or has nothing to read. */
  moved(partition: number): void {
    this.#movedAt.set(partition, this.#now())
  }

  began(partition: number): void {
    this.#inHand.set(partition, this.#now())
    this.moved(partition)
  }

  ended(partition: number, outcome: 'decided' | 'failed'): void {
    this.#inHand.delete(partition)
    this.moved(partition)
    if (outcome === 'failed') this.#failedAt = this.#now()
  }

  /** Called each second. @param isRebuilding whether a rebuild is under way in this process */
  tick(isRebuilding: boolean): void {
    const now = this.#now()
    const { lagMs } = this.#patience
    const wasFrozen = now - this.#tickAt > lagMs
    const isRepeating = now - this.#failedAt < lagMs
    const isSlow = [...this.#inHand.values()].some((since) => now - since > lagMs)
    this.#tickAt = now
    if (isRebuilding || wasFrozen || isRepeating || isSlow) this.assign([...this.#movedAt.keys()])
  }

  /** What it means that records wait in a partition. */
  judge(partition: number): 'fresh' | 'lagging' | 'stalled' {
    const waitedMs = this.#now() - (this.#movedAt.get(partition) ?? this.#now())
    if (waitedMs >= this.#patience.stallMs) return 'stalled'
    return waitedMs >= this.#patience.lagMs ? 'lagging' : 'fresh'
  }
}
