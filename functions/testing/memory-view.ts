import {
  type ArchivedVote,
  type LogIncarnation,
  plannedPartitions,
  type StretchQuery,
  type VoteLogView,
} from '@aplauso/stores'
import { sampleVote } from './sample-tally.ts'

/** A log in memory whose clock is its own: rows come in as tests say, and are shown below the horizon. */
export class MemoryView implements VoteLogView {
  readonly #incarnations: LogIncarnation[] = []
  readonly #rows = new Map<string, ArchivedVote[]>()
  readonly #horizons = new Map<string, Map<number, number>>()
  reads = 0
  readonly partitionsRead = new Set<number>()

  constructor(...incarnations: string[]) {
    for (const name of incarnations) this.begin(name)
  }

  /** Names a new incarnation. */
  begin(name: string, partitions = plannedPartitions): void {
    this.#incarnations.unshift({ name, partitions })
  }

  /** Partitions of the present incarnation. */
  get partitions(): number {
    return this.#incarnations[0]?.partitions ?? 0
  }

  /** Adds partitions to the present incarnation's log. */
  addPartitions(added: number): void {
    const [{ name, partitions } = { name: '', partitions: 0 }] = this.#incarnations
    this.#incarnations.splice(0, 1, { name, partitions: partitions + added })
  }

  /** Archives a vote at a time; `year` distinguishes it. Rows may come in any order. */
  archive(incarnation: string, partition: number, offset: number, archivedAtMs: number, year: number): void {
    const { contest, name, album, rank, channel, at } = sampleVote()
    const vote = { contest, name, album, year, rank, channel, at, status: 'counted' } as const
    const rows = this.#rows.get(incarnation) ?? []
    rows.push({ partition, offset, archivedAtMs, vote })
    this.#rows.set(incarnation, rows)
  }

  /** Raises a partition's horizon. */
  decide(incarnation: string, partition: number, next: number): void {
    const horizon = this.#horizons.get(incarnation) ?? new Map<number, number>()
    horizon.set(partition, Math.max(next, horizon.get(partition) ?? 0))
    this.#horizons.set(incarnation, horizon)
  }

  async incarnations() {
    return [...this.#incarnations]
  }

  async horizon(incarnation: string) {
    return new Map(this.#horizons.get(incarnation))
  }

  async rows({ incarnation, stretches, order, filter }: StretchQuery) {
    this.reads += 1
    for (const { partition } of stretches) this.partitionsRead.add(partition)
    const direction = order === 'ascending' ? 1 : -1
    return stretches.map(({ partition, from, below, limit }) =>
      (this.#rows.get(incarnation) ?? [])
        .filter((row) => row.partition === partition && row.offset >= from && row.offset < below)
        .filter(({ vote }) => filter.year === undefined || vote.year === filter.year)
        .sort((one, other) => direction * (one.offset - other.offset))
        .slice(0, limit),
    )
  }

  async close() {}
}
