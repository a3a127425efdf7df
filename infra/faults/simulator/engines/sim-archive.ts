import { type Increments, incrementsOf } from '@aplauso/proto'
import { type ArchiveRow, type Cut, type Progress, StoreUnavailable } from '@aplauso/stores'
import type { Random } from '../../random.ts'
import type { Breakage } from '../breakage.ts'

interface Stored {
  readonly row: ArchiveRow
  replicated: boolean
}

/** The archive: rows go in one at a time, unordered; a primary that dies loses what the majority does not have. */
export class SimArchive {
  readonly rows = new Map<string, Stored>()
  readonly #progress = new Map<number, Progress>()
  readonly #random: Random
  readonly #broken: ReadonlySet<Breakage>
  #term = 0

  constructor(random: Random, broken: ReadonlySet<Breakage>) {
    this.#random = random
    this.#broken = broken
  }

  /** Inserts the rows; answers, once the majority has them, which of them the stored rows name as their source. */
  async insert(rows: readonly ArchiveRow[]): Promise<boolean[]> {
    const term = this.#term
    const fresh = new Set<ArchiveRow>()
    for (const row of this.#shuffled(rows)) {
      await pause(this.#random.between(0, 3))
      if (term !== this.#term) throw new StoreUnavailable('the primary changed')
      if (this.rows.has(row.key)) continue
      this.rows.set(row.key, { row, replicated: false })
      fresh.add(row)
    }
    const early = this.#broken.has('archive-acks-early')
    const replication = pause(this.#random.between(1, 80)).then(() => {
      if (term !== this.#term) throw new StoreUnavailable('the primary changed')
      for (const { key } of rows) {
        const stored = this.rows.get(key)
        if (stored) stored.replicated = true
      }
    })
    if (early) replication.catch(() => undefined)
    else await replication
    return rows.map((row) => {
      if (this.#broken.has('replay-is-duplicate')) return fresh.has(row)
      return this.rows.get(row.key)?.row.source.offset === row.source.offset && this.#samePartition(row)
    })
  }

  raiseProgress(progress: Progress): void {
    if ((this.#progress.get(progress.partition)?.next ?? -1) < progress.next)
      this.#progress.set(progress.partition, progress)
  }

  progress(): readonly Progress[] {
    return [...this.#progress.values()]
  }

  /** Sums rows below the cut, read in pieces, without a snapshot. */
  async sum(cut: Cut): Promise<Increments> {
    const records = []
    for (const key of [...this.rows.keys()].sort()) {
      if (this.#random.chance(0.1)) await pause(this.#random.between(0, 20))
      const stored = this.rows.get(key)
      if (!stored?.replicated) continue
      const { partition, offset } = stored.row.source
      if (offset < (cut.get(partition) ?? 0) || this.#broken.has('sum-ignores-cut')) records.push(stored.row.record)
    }
    return incrementsOf(records)
  }

  /** The primary dies: rows that the majority does not have are gone, calls under way fail. */
  losePrimary(): void {
    this.#term += 1
    for (const [key, { replicated }] of this.rows) if (!replicated) this.rows.delete(key)
  }

  #samePartition({ key, source }: ArchiveRow): boolean {
    return this.rows.get(key)?.row.source.partition === source.partition
  }

  #shuffled<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, order: this.#random.next() }))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item)
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
