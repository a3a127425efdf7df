import { incrementsOf } from '@aplauso/proto'
import {
  type ArchiveRow,
  type ArchiveSum,
  type Cut,
  type Gap,
  isSameSource,
  type LetterFate,
  type Places,
  type Progress,
  type ProgressJump,
  type ProgressStep,
  type RedrivenPlace,
  type Reject,
  RowsRefused,
  type Source,
  SourceTaken,
  StoreUnavailable,
  sourceText,
} from '@aplauso/stores'
import type { Random } from '../../random.ts'
import type { Breakage } from '../breakage.ts'
import { pause } from '../virtual-time.ts'
import { ArchiveState, type StoredRow } from './archive-state.ts'

type Place = Pick<Progress, 'incarnation' | 'partition'>

/** The archive: rows go in one at a time, unordered; a primary that dies loses what the majority does not have. */
export class SimArchive {
  readonly #random: Random
  readonly #broken: ReadonlySet<Breakage>
  readonly #refuses: (key: string) => boolean
  /** takes back what only the primary has of progress, oldest first */
  readonly #unreplicated: (() => void)[] = []
  #state = new ArchiveState()
  #term = 0

  /** @param refuses whether it refuses a row, by its key, for what it is */
  constructor(random: Random, broken: ReadonlySet<Breakage>, refuses: (key: string) => boolean) {
    this.#random = random
    this.#broken = broken
    this.#refuses = refuses
  }

  get state(): ArchiveState {
    return this.#state
  }

  /** Inserts the rows; answers, once the majority has them, which of them the stored rows name as their source. */
  async insert(rows: readonly ArchiveRow[]): Promise<boolean[]> {
    const term = this.#term
    const fresh = new Set<ArchiveRow>()
    const refused: number[] = []
    for (const row of this.#shuffled(rows)) {
      await pause(this.#random.between(0, 3))
      this.#check(term)
      if (this.#state.rows.has(row.key)) continue
      if (this.#state.isTaken(row.source)) continue
      if (this.#refuses(row.key)) {
        refused.push(rows.indexOf(row))
        continue
      }
      this.#state.rows.set(row.key, { row, replicated: false })
      fresh.add(row)
    }
    const replication = this.#replicate(rows, term)
    if (this.#broken.has('archive-acks-early')) replication.catch(() => undefined)
    else await replication
    if (refused.length > 0) throw new RowsRefused(refused)
    return rows.map((row) => fresh.has(row) || (!this.#broken.has('replay-is-duplicate') && this.#isItsOwn(row)))
  }

  reject(rejects: readonly Reject[]): void {
    for (const reject of rejects) {
      const id = sourceText(reject.source)
      if (!this.#state.rejects.has(id)) this.#state.rejects.set(id, reject)
    }
  }

  rejectedForThemselves({ incarnation, partition, from, below }: Places): Set<number> {
    const offsets = new Set<number>()
    for (const { source, reason } of this.#state.rejects.values()) {
      const { offset } = source
      const isThere = source.incarnation === incarnation && source.partition === partition
      if (!isThere || offset < from || offset >= below || reason === 'duplicate') continue
      if (!this.#state.isTaken(source)) offsets.add(offset)
    }
    return offsets
  }

  decideFate(letter: Source, fate: LetterFate): LetterFate {
    const id = sourceText(letter)
    const decided = this.#state.fates.get(id) ?? fate
    this.#state.fates.set(id, decided)
    return decided
  }

  fates(): ReadonlyMap<string, LetterFate> {
    return new Map(this.#state.fates)
  }

  redriven(): RedrivenPlace[] {
    const places = [...[...this.#state.rows.values()].map(({ row }) => row), ...this.#state.rejects.values()]
    return places.flatMap(({ source, redriven }) => (redriven ? [{ letter: redriven.letter, source }] : []))
  }

  incarnation(): string {
    return this.#state.incarnations.at(-1) ?? this.newIncarnation()
  }

  newIncarnation(): string {
    const name = String(this.#state.incarnations.length + 1)
    this.#state.incarnations.push(name)
    return name
  }

  advanceProgress(step: ProgressStep): Promise<Progress | undefined> {
    return this.#moveProgress(step, () => this.#state.advance(step, !this.#broken.has('progress-not-compared')))
  }

  raiseProgress(jump: ProgressJump): Promise<Progress> {
    return this.#moveProgress(jump, () => this.#state.raise(jump))
  }

  progress(incarnation: string): readonly Progress[] {
    return [...this.#state.progress.values()].filter((progress) => progress.incarnation === incarnation)
  }

  notePartitions(incarnation: string, count: number): void {
    this.#state.partitions.set(incarnation, Math.max(count, this.#state.partitions.get(incarnation) ?? 0))
  }

  partitions(incarnation: string): number | undefined {
    return this.#state.partitions.get(incarnation)
  }

  noteGap(gap: Gap): void {
    const start = `${gap.incarnation}:${gap.partition}:${gap.from}`
    if (!this.#state.gaps.has(start)) this.#state.gaps.set(start, gap)
  }

  gaps(): readonly Gap[] {
    return [...this.#state.gaps.values()]
  }

  holds(keys: readonly string[]): boolean[] {
    return keys.map((key) => this.#state.rows.get(key)?.replicated === true)
  }

  /** Sums rows below the cut, read in pieces, without a snapshot. */
  async sum(incarnation: string, cut: Cut, from?: Cut): Promise<ArchiveSum> {
    const records = []
    const rows = new Map([...cut.keys()].map((partition) => [partition, 0]))
    for (const key of [...this.#state.rows.keys()].sort()) {
      if (this.#random.chance(0.1)) await pause(this.#random.between(0, 20))
      const stored = this.#state.rows.get(key)
      if (!stored?.replicated) continue
      const { source, record } = stored.row
      const { partition, offset } = source
      const isOwn = source.incarnation === incarnation
      const isWithin = isOwn && offset < (cut.get(partition) ?? 0) && offset >= (from?.get(partition) ?? 0)
      if (isWithin) rows.set(partition, (rows.get(partition) ?? 0) + 1)
      const isEarlier = !isOwn && from === undefined && this.#isEarlier(source.incarnation, incarnation)
      if (isWithin || isEarlier || this.#broken.has('sum-ignores-cut')) records.push(record)
    }
    return { increments: incrementsOf(records), rows }
  }

  /** The primary dies: rows that the majority does not have are gone, calls under way fail. */
  losePrimary(): void {
    this.#term += 1
    for (const [key, { replicated }] of this.#state.rows) if (!replicated) this.#state.rows.delete(key)
    for (const undo of this.#unreplicated.splice(0).reverse()) undo()
  }

  /** A backup takes the place of what is there. Calls under way go on, in what they find, or fail. */
  restore(backup: ArchiveState, callsFail: boolean): void {
    if (callsFail) this.#term += 1
    this.#unreplicated.splice(0)
    this.#state = backup.copy()
  }

  /** Reads back a row that was there already. @throws SourceTaken where it is not: another row is at its place */
  #isItsOwn({ key, source }: ArchiveRow): boolean {
    const stored = this.#state.rows.get(key)
    if (!stored) throw new SourceTaken(source)
    return isSameSource(stored.row.source, source)
  }

  async #replicate(rows: readonly ArchiveRow[], term: number): Promise<void> {
    await pause(this.#random.between(1, 80))
    this.#check(term)
    for (const { key } of rows) {
      const stored: StoredRow | undefined = this.#state.rows.get(key)
      if (stored) stored.replicated = true
    }
  }

  /** Resolves once the majority has it; a primary that dies before takes it back. */
  async #moveProgress<Moved>({ incarnation, partition }: Place, move: () => Moved): Promise<Moved> {
    const term = this.#term
    const stood = this.#state.progressOf(incarnation, partition)
    const undo = () => this.#state.setProgress(stood)
    const moved = move()
    this.#unreplicated.push(undo)
    const replication = pause(this.#random.between(1, 30)).then(() => {
      this.#check(term)
      // The log of operations is copied in order: who has this one has all before it.
      this.#unreplicated.splice(0, this.#unreplicated.indexOf(undo) + 1)
    })
    if (this.#broken.has('progress-acks-early')) replication.catch(() => undefined)
    else await replication
    return moved
  }

  #check(term: number): void {
    if (term !== this.#term) throw new StoreUnavailable('the primary changed')
  }

  #isEarlier(one: string, other: string): boolean {
    const { incarnations } = this.#state
    return incarnations.includes(one) && incarnations.indexOf(one) < incarnations.indexOf(other)
  }

  #shuffled<Item>(items: readonly Item[]): Item[] {
    return items
      .map((item) => ({ item, order: this.#random.next() }))
      .sort((a, b) => a.order - b.order)
      .map(({ item }) => item)
  }
}
