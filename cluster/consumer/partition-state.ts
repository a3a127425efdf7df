const suspicionsBeforeGivingUp = 5

/** One partition of this consumer: where it is read next, and the work under way on it. */
export class PartitionState {
  /** where it is read next; undefined until the tally has answered */
  position: number | undefined
  /** whether its watermark is being checked */
  isChecking = false
  /** whether a batch came since the log's end was last asked for */
  isBusy = false
  /** whether records wait and no batch of them comes */
  isLagging = false
  /** a log's end up to which nothing lies behind the position but marks that are not records */
  emptyUpTo: number | undefined
  #undecided: number | undefined
  #suspicions = 0
  #work: Promise<unknown>

  /** @param before the state of an earlier assignment of the partition: its work ends first */
  constructor(before?: PartitionState) {
    this.#work = before ? before.#work : Promise.resolve()
  }

  /** Whether a batch waits at the partition's position: until it is decided the partition is not at rest. */
  get isUndecided(): boolean {
    return this.#undecided !== undefined && this.#undecided === this.position
  }

  decided(): void {
    this.#undecided = undefined
  }

  /**
   * A batch failed and comes again. A part of it may be archived, so before it is read again, the log is checked against
   * what is.
   */
  failed(first: number): void {
    this.#undecided = first
    this.position = undefined
  }

  /** Work on a partition is done one piece after the other. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#work.then(work)
    this.#work = result.catch(() => undefined)
    return result
  }

  /** Resolves when the work under way is done; never rejects. */
  idle(): Promise<unknown> {
    return this.#work
  }

  /**
   * Notes that the log does not fit what was counted. A leader that has just taken over may report an end before what
   * was read.
   * @returns whether it was so too often to be that
   */
  suspect(): boolean {
    this.#suspicions += 1
    return this.#suspicions >= suspicionsBeforeGivingUp
  }

  clear(): void {
    this.#suspicions = 0
  }
}
