import type { ArchivedVote, Stretch } from '@aplauso/stores'

/** Most rows read at once: what an export holds of each partition. */
const largestChunk = 500

/** One partition's votes in one direction, given in pieces by whoever reads them. */
export class PartitionRun {
  readonly #isAscending: boolean
  #rest: Stretch
  #chunk: readonly ArchivedVote[] = []
  #at = 0
  #exhausted: boolean
  /** the next offset of the cut behind what was taken */
  position: number

  constructor(stretch: Stretch, order: 'ascending' | 'descending') {
    this.#isAscending = order === 'ascending'
    this.#rest = stretch
    this.#exhausted = stretch.from >= stretch.below
    this.position = this.#isAscending ? stretch.from : stretch.below
  }

  /** The next vote; undefined where the run is at its end, or must be filled. */
  get head(): ArchivedVote | undefined {
    return this.#chunk[this.#at]
  }

  /** Whether the next vote must be read first. */
  get isDry(): boolean {
    return this.#at >= this.#chunk.length && !this.#exhausted
  }

  /** What is to be read next. */
  get rest(): Stretch {
    return this.#rest
  }

  /** Passes over the head. */
  take(): void {
    const { head } = this
    if (!head) return
    this.#at += 1
    this.position = this.#isAscending ? head.offset + 1 : head.offset
    if (this.#at >= this.#chunk.length && this.#exhausted) this.#finish()
  }

  /** Takes what was read of `rest`: its next votes, fewer than its limit only where there are no more. */
  fill(votes: readonly ArchivedVote[]): void {
    const { limit } = this.#rest
    this.#chunk = votes
    this.#at = 0
    const last = votes.at(-1)
    this.#exhausted = votes.length < limit
    if (last) {
      const rest = this.#isAscending ? { from: last.offset + 1 } : { below: last.offset }
      this.#rest = { ...this.#rest, ...rest, limit: Math.min(2 * limit, largestChunk) }
    } else this.#finish()
  }

  /** Nothing is left that the filter lets through: the cut lies at the run's end. */
  #finish(): void {
    this.position = this.#isAscending ? this.#rest.below : this.#rest.from
  }
}
