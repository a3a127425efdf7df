import { incrementsOf } from '@aplauso/proto'
import {
  type ArchiveRow,
  type ArchiveSum,
  advanced,
  type Cut,
  noProgress,
  type Progress,
  type ProgressJump,
  type ProgressStep,
  StoreUnavailable,
} from '@aplauso/stores'
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

  advanceProgress(step: ProgressStep): Progress | undefined {
    const moved = advanced(this.#progress.get(step.partition) ?? noProgress(step), step)
    if (moved) this.#progress.set(step.partition, moved)
    return moved
  }

  raiseProgress(jump: ProgressJump): Progress {
    const stands = this.#progress.get(jump.partition) ?? noProgress(jump)
    if (jump.next <= stands.next) return stands
    const there = this.#rowsOf(jump.partition, stands.next, jump.next).length
    const raised = { ...stands, next: jump.next, lastKey: null, rows: stands.rows + there }
    this.#progress.set(jump.partition, raised)
    return raised
  }

  progress(): readonly Progress[] {
    return [...this.#progress.values()]
  }

  /** Sums rows below the cut, read in pieces, without a snapshot. */
  async sum(cut: Cut, from?: Cut): Promise<ArchiveSum> {
    const records = []
    const rows = new Map([...cut.keys()].map((partition) => [partition, 0]))
    for (const key of [...this.rows.keys()].sort()) {
      if (this.#random.chance(0.1)) await pause(this.#random.between(0, 20))
      const stored = this.rows.get(key)
      if (!stored?.replicated) continue
      const { partition, offset } = stored.row.source
      const isWithin = offset < (cut.get(partition) ?? 0) && offset >= (from?.get(partition) ?? 0)
      if (!isWithin && !this.#broken.has('sum-ignores-cut')) continue
      records.push(stored.row.record)
      if (isWithin) rows.set(partition, (rows.get(partition) ?? 0) + 1)
    }
    return { increments: incrementsOf(records), rows }
  }

  /** The primary dies: rows that the majority does not have are gone, calls under way fail. */
  losePrimary(): void {
    this.#term += 1
    for (const [key, { replicated }] of this.rows) if (!replicated) this.rows.delete(key)
  }

  #rowsOf(partition: number, from: number, below: number): Stored[] {
    return [...this.rows.values()].filter(({ row: { source } }) => {
      return source.partition === partition && source.offset >= from && source.offset < below
    })
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
