import type { ArchivedVote, Stretch, VoteLogView } from '@aplauso/stores'

/** Most rows read at once: what an export holds of each partition. */
const largestChunk = 500

/** One partition's votes in one direction, read in pieces. */
export class PartitionRun {
  readonly #view: Pick<VoteLogView, 'rows'>
  #rest: Stretch
  #chunk: readonly ArchivedVote[] = []
  #at = 0
  #exhausted: boolean
  /** the next offset of the cut behind what was taken */
  position: number

  constructor(view: Pick<VoteLogView, 'rows'>, stretch: Stretch) {
    this.#view = view
    this.#rest = stretch
    this.#exhausted = stretch.from >= stretch.below
    this.position = stretch.order === 'ascending' ? stretch.from : stretch.below
  }

  /** The next vote; undefined where the run is at its end, or `fill` is due. */
  get head(): ArchivedVote | undefined {
    return this.#chunk[this.#at]
  }

  /** Whether the next vote must be read first. */
  get isDry(): boolean {
    return this.#at >= this.#chunk.length && !this.#exhausted
  }

  /** Passes over the head. */
  take(): void {
    const { head } = this
    if (!head) return
    this.#at += 1
    this.position = this.#rest.order === 'ascending' ? head.offset + 1 : head.offset
    if (this.#at >= this.#chunk.length && this.#exhausted) this.#finish()
  }

  /** Reads on. @throws StoreUnavailable */
  async fill(): Promise<void> {
    const { order, limit } = this.#rest
    this.#chunk = await this.#view.rows(this.#rest)
    this.#at = 0
    const last = this.#chunk.at(-1)
    this.#exhausted = this.#chunk.length < limit
    if (last) {
      const rest = order === 'ascending' ? { from: last.offset + 1 } : { below: last.offset }
      this.#rest = { ...this.#rest, ...rest, limit: Math.min(2 * limit, largestChunk) }
    } else this.#finish()
  }

  /** Nothing is left that the filter lets through: the cut lies at the run's end. */
  #finish(): void {
    this.position = this.#rest.order === 'ascending' ? this.#rest.below : this.#rest.from
  }
}
