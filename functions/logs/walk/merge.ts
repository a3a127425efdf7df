import type { ArchivedVote, VoteFilter, VoteLogView } from '@aplauso/stores'
import { type LogCut, partitions } from './cut.ts'
import { PartitionRun } from './partition-run.ts'

export interface MergeOptions {
  readonly view: Pick<VoteLogView, 'rows'>
  readonly filter: VoteFilter
  /** the votes between these cuts, of one incarnation */
  readonly lower: LogCut
  readonly upper: LogCut
  readonly order: 'ascending' | 'descending'
  /** rows of each partition to read at first */
  readonly chunk: number
}

/** All partitions' votes between two cuts as one run: by the time of archiving, within a partition by offset. */
export class Merge {
  readonly #runs: readonly PartitionRun[]
  readonly #incarnation: string
  readonly #comes: (one: ArchivedVote, other: ArchivedVote) => boolean

  constructor({ view, filter, lower, upper, order, chunk }: MergeOptions) {
    this.#incarnation = upper.incarnation
    this.#runs = partitions.map((partition) => {
      const from = lower.positions[partition] ?? 0
      const below = upper.positions[partition] ?? 0
      return new PartitionRun(view, {
        incarnation: this.#incarnation,
        partition,
        from,
        below,
        order,
        limit: chunk,
        filter,
      })
    })
    this.#comes = order === 'ascending' ? (one, other) => isOlder(one, other) : (one, other) => isOlder(other, one)
  }

  /** Where the votes taken so far end. */
  get cut(): LogCut {
    return { incarnation: this.#incarnation, positions: this.#runs.map(({ position }) => position) }
  }

  /** The next votes, fewer than `count` only where no more are left. @throws StoreUnavailable */
  async take(count: number): Promise<ArchivedVote[]> {
    const taken: ArchivedVote[] = []
    while (taken.length < count) {
      const dry = this.#runs.filter(({ isDry }) => isDry)
      if (dry.length > 0) await Promise.all(dry.map((run) => run.fill()))
      const run = this.#first()
      if (!run?.head) break
      taken.push(run.head)
      run.take()
    }
    return taken
  }

  #first(): PartitionRun | undefined {
    let first: PartitionRun | undefined
    for (const run of this.#runs) {
      if (run.head && (!first?.head || this.#comes(run.head, first.head))) first = run
    }
    return first
  }
}

/** Any order will do for votes archived in the same millisecond, as long as it is always the same. */
function isOlder(one: ArchivedVote, other: ArchivedVote): boolean {
  if (one.archivedAtMs !== other.archivedAtMs) return one.archivedAtMs < other.archivedAtMs
  return one.offset !== other.offset ? one.offset < other.offset : one.partition < other.partition
}
