import {
  type ArchiveRow,
  advanced,
  type Gap,
  isSameSource,
  type LetterFate,
  noProgress,
  type Progress,
  type ProgressJump,
  type ProgressStep,
  type Reject,
  type Source,
  sourceText,
} from '@aplauso/stores'

export interface StoredRow {
  readonly row: ArchiveRow
  replicated: boolean
}

/** What an archive holds: what a backup copies and a restore brings back. */
export class ArchiveState {
  readonly rows = new Map<string, StoredRow>()
  /** by source */
  readonly rejects = new Map<string, Reject>()
  /** oldest first */
  readonly incarnations: string[] = []
  /** by incarnation and partition */
  readonly progress = new Map<string, Progress>()
  readonly gaps = new Map<string, Gap>()
  /** by the letter's source */
  readonly fates = new Map<string, LetterFate>()
  /** numbers of partitions by incarnation */
  readonly partitions = new Map<string, number>()

  /** A copy as of now; with `older`, its rows are an older copy's: a torn backup. */
  copy(older?: ArchiveState): ArchiveState {
    const copy = new ArchiveState()
    for (const [key, { row, replicated }] of (older ?? this).rows) {
      if (replicated) copy.rows.set(key, { row, replicated })
    }
    for (const [source, reject] of this.rejects) copy.rejects.set(source, reject)
    copy.incarnations.push(...this.incarnations)
    for (const [partition, progress] of this.progress) copy.progress.set(partition, progress)
    for (const [start, gap] of this.gaps) copy.gaps.set(start, gap)
    for (const [letter, fate] of this.fates) copy.fates.set(letter, fate)
    for (const [incarnation, count] of this.partitions) copy.partitions.set(incarnation, count)
    return copy
  }

  /** Whether a row lies there whose record lay at this very place. */
  isTaken(source: Source): boolean {
    return [...this.rows.values()].some(({ row }) => isSameSource(row.source, source))
  }

  /** Whether a row lies under the key, and progress has passed it: one beyond belongs to a record that went. */
  isReached(key: string, incarnation: string): boolean {
    const source = this.rows.get(key)?.row.source
    if (!source) return false
    return source.incarnation !== incarnation || source.offset < this.progressOf(incarnation, source.partition).next
  }

  progressOf(incarnation: string, partition: number): Progress {
    return this.progress.get(`${incarnation}:${partition}`) ?? noProgress({ incarnation, partition })
  }

  /** @param isChecked whether the step must reach up to where it begins: the compare-and-set */
  advance(step: ProgressStep, isChecked: boolean): Progress | undefined {
    const stands = this.progressOf(step.incarnation, step.partition)
    return this.#set(
      isChecked ? advanced(stands, step) : advanced({ ...stands, next: Math.max(stands.next, step.first) }, step),
    )
  }

  raise({ incarnation, partition, next }: ProgressJump): Progress {
    const stands = this.progressOf(incarnation, partition)
    if (next <= stands.next) return stands
    const rows = stands.rows + this.rowsOf(incarnation, partition, stands.next, next)
    return this.#set({ incarnation, partition, next, lastKey: null, rows })
  }

  /** The number of rows whose source lies in a range. */
  rowsOf(incarnation: string, partition: number, from: number, below: number): number {
    return [...this.rows.values()].filter(({ row: { source } }) => {
      const { offset } = source
      return source.incarnation === incarnation && source.partition === partition && offset >= from && offset < below
    }).length
  }

  /** Rows of a partition whose records an older consumer took for dead letters, and did not count. */
  buriedRows(incarnation: string, partition: number): number {
    return [...this.rows.values()].filter(({ row: { source } }) => {
      const reject = this.rejects.get(sourceText(source))
      return reject?.reason === 'dead' && source.incarnation === incarnation && source.partition === partition
    }).length
  }

  setProgress(progress: Progress): void {
    this.progress.set(`${progress.incarnation}:${progress.partition}`, progress)
  }

  #set<Moved extends Progress | undefined>(moved: Moved): Moved {
    if (moved) this.setProgress(moved)
    return moved
  }
}
