import type { Increments, VoteRecord } from '@aplauso/proto'
import type { LetterBook } from './letter-book.ts'
import type { Progress, ProgressJump, ProgressStep } from './progress.ts'
import type { Redriven, Source } from './source.ts'

/** A vote on its way into the archive. */
export interface ArchiveRow {
  /** the vote key, the row's `_id` */
  readonly key: string
  readonly source: Source
  /** base64url SHA-256 of the record's text */
  readonly digest: string
  readonly record: VoteRecord
  readonly redriven?: Redriven
}

/** A record that does not count: a duplicate, a text that never was a record, a dead letter. Keyed by its source. */
export interface Reject {
  readonly source: Source
  readonly key: string
  readonly reason: 'duplicate' | 'unparsable' | 'dead'
  /** the record's text as it was read, cut where it is larger than any record */
  readonly value: string
  readonly redriven?: Redriven
}

/** The numbers of rows, and of rejects by reason. */
export interface ArchiveCounts {
  readonly votes: number
  readonly duplicates: number
  readonly unparsable: number
  readonly dead: number
}

/** Records that the log no longer held when they should have been read: `from` up to, but not including, `to`. */
export interface Gap {
  readonly incarnation: string
  readonly partition: number
  readonly from: number
  readonly to: number
}

/** Next positions by partition, below which rows are summed. */
export type Cut = ReadonlyMap<number, number>

/** Awaited between the pieces of long work, so that others have their turn. */
export type Pause = () => Promise<unknown>

/** What the archive's rows add up to. */
export interface ArchiveSum {
  readonly increments: Increments
  /** the incarnation's own rows among them, of each partition of the cut */
  readonly rows: ReadonlyMap<number, number>
}

/** Every vote, once. Rows never change. */
export interface VoteArchive extends LetterBook {
  /**
   * Inserts the rows, unordered. A row under whose key another lies is not inserted.
   * @returns for each row in order whether it counts: whether the row stored under its key names its source
   * @throws StoreUnavailable where anything but that was answered: nothing is decided, the batch is to be repeated
   * @throws SourceTaken where another record's row names the source of one of these
   * @throws RowsRefused where the archive says of some rows, each by itself, that it never takes such a document; the
   *   others may be stored or not
   */
  insert(rows: readonly ArchiveRow[]): Promise<readonly boolean[]>
  /** Stores rejects; one that is there already stays. @throws StoreUnavailable */
  reject(rejects: readonly Reject[]): Promise<void>
  /** The log's present incarnation; the first call ever makes one. @throws StoreUnavailable */
  incarnation(): Promise<string>
  /** Names a new incarnation, for a log that was made anew. @throws StoreUnavailable */
  newIncarnation(): Promise<string>
  /** Notes how many partitions an incarnation's log has; a lower number changes nothing. @throws StoreUnavailable */
  notePartitions(incarnation: string, partitions: number): Promise<void>
  /** The noted number of an incarnation's partitions, undefined where none is. @throws StoreUnavailable */
  partitions(incarnation: string): Promise<number | undefined>
  /**
   * Moves a partition's progress over a batch, by compare-and-set and by the rule of `advanced`.
   * @returns the progress afterwards; undefined where it does not reach the batch's first position: this is
   *   an older archive, or another one, and the batch must not be applied
   * @throws StoreUnavailable
   */
  advanceProgress(step: ProgressStep): Promise<Progress | undefined>
  /**
   * Raises a partition's progress over records that the log no longer holds; a lower position changes nothing. Rows that
   * stand there all the same, archived by a consumer that died before it noted so, are added to `rows`.
   * @returns the progress afterwards
   * @throws StoreUnavailable
   */
  raiseProgress(jump: ProgressJump): Promise<Progress>
  /**
   * The progress of an incarnation's partitions. Where an older version left `rows` out they are counted, and stored.
   * @throws StoreUnavailable
   */
  progress(incarnation: string): Promise<readonly Progress[]>
  /**
   * Sums the counters of all rows of this incarnation below the cut and of all rows of earlier incarnations; with `from`
   * only the rows of this incarnation that lie at or above it (0 for a partition that it leaves out). It reads them a
   * piece at a time, with `pause` between the pieces.
   * @throws StoreUnavailable
   */
  sum(incarnation: string, cut: Cut, from?: Cut, pause?: Pause): Promise<ArchiveSum>
  /** For each key in order whether a row lies under it. @throws StoreUnavailable */
  holds(keys: readonly string[]): Promise<readonly boolean[]>
  /**
   * The key of each row, a row each, in any order; of rows that come meanwhile some may be among them. It reads the whole
   * archive, a part at a time: for checks, not for the paths of votes.
   * @throws StoreUnavailable while it is read
   */
  keys(): AsyncIterable<string>
  /** Notes a gap; one that is there already stays. @throws StoreUnavailable */
  noteGap(gap: Gap): Promise<void>
  /** All gaps. @throws StoreUnavailable */
  gaps(): Promise<readonly Gap[]>
  /** The numbers of rows and of rejects of each reason. @throws StoreUnavailable */
  counts(): Promise<ArchiveCounts>
  close(): Promise<void>
}
