import type { ArchivedVote, StretchQuery, Turn, VoteFilter, VoteLogView } from '@aplauso/stores'
import type { LogCut } from './cut.ts'
import { PartitionRun } from './partition-run.ts'

export interface MergeOptions {
  readonly view: Pick<VoteLogView, 'rows'>
  readonly filter: VoteFilter
  /** what each question to the archive waits for */
  readonly turn?: Turn
  /** the votes between these cuts, of one incarnation; of the partitions that the upper one names */
  readonly lower: LogCut
  readonly upper: LogCut
  readonly order: 'ascending' | 'descending'
  /** rows of each partition to read at first */
  readonly chunk: number
}

/** All partitions' votes between two cuts as one run: by the time of archiving, within a partition by offset. */
export class Merge {
  readonly #runs: readonly PartitionRun[]
  readonly #view: Pick<VoteLogView, 'rows'>
  readonly #query: Omit<StretchQuery, 'stretches' | 'most'>
  readonly #comes: (one: ArchivedVote, other: ArchivedVote) => boolean

  constructor({ view, filter, turn, lower, upper, order, chunk }: MergeOptions) {
    this.#view = view
    this.#query = { incarnation: upper.incarnation, order, filter, ...(turn ? { turn } : {}) }
    this.#runs = upper.positions.map((below, partition) => {
      const from = lower.positions[partition] ?? 0
      return new PartitionRun({ partition, from, below, limit: chunk }, order)
    })
    this.#comes = order === 'ascending' ? (one, other) => isOlder(one, other) : (one, other) => isOlder(other, one)
  }

  /** Where the votes taken so far end. */
  get cut(): LogCut {
    return { incarnation: this.#query.incarnation, positions: this.#runs.map(({ position }) => position) }
  }

  /** The next votes, fewer than `count` only where no more are left. @throws StoreUnavailable */
  async take(count: number): Promise<ArchivedVote[]> {
    const taken: ArchivedVote[] = []
    while (taken.length < count) {
      const dry = this.#runs.filter(({ isDry }) => isDry)
      if (dry.length > 0) await this.#fill(dry, count - taken.length)
      const run = this.#first()
      if (!run?.head) break
      taken.push(run.head)
      run.take()
    }
    return taken
  }

  /** Reads on in several partitions at once; all votes that are wanted may turn out to be of one of them. */
  async #fill(runs: readonly PartitionRun[], wanted: number): Promise<void> {
    const stretches = runs.map(({ rest }) => rest)
    const most = Math.max(wanted, ...stretches.map(({ limit }) => limit))
    const votes = await this.#view.rows({ ...this.#query, stretches, most })
    for (const [at, run] of runs.entries()) run.fill(votes[at] ?? [])
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
