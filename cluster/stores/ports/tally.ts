import type { CounterKind, Increments } from '@aplauso/proto'
import type { Cut } from './vote-archive.ts'

/** A step of one partition from `first` to `next`; both the same, and no increments, to only look. */
export interface TallyStep {
  readonly incarnation: string
  readonly partition: number
  readonly first: number
  readonly next: number
  readonly increments: Increments
}

/** The tally's answer: `applied`, or the watermark that is in the way; null where there is none. */
export interface TallyAnswer {
  readonly applied: boolean
  readonly watermark: number | null
}

/** A contest's counters as read, by kind and field; `total` has the field `""`. */
export type CounterSnapshot = Readonly<Record<CounterKind, ReadonlyMap<string, number>>>

export interface TallySnapshot {
  /** present watermarks by field `<incarnation>:<partition>` */
  readonly watermarks: ReadonlyMap<string, number>
  /** the engine's time (Unix ms) of each partition's last step, by the same field */
  readonly seen: ReadonlyMap<string, number>
  /**
   * The number of partitions by incarnation: of all from 0 up to it the watermarks were there. An incarnation that an
   * older version counted has none.
   */
  readonly partitions: ReadonlyMap<string, number>
  readonly counters: CounterSnapshot
}

/** All counters and watermarks at one moment. */
export interface TallyTotals {
  /** present watermarks by field `<incarnation>:<partition>` */
  readonly watermarks: ReadonlyMap<string, number>
  readonly contests: ReadonlyMap<string, CounterSnapshot>
}

/** What is known of each contest without reading its counters. */
export interface TallySummary extends Pick<TallySnapshot, 'watermarks' | 'seen' | 'partitions'> {
  /** votes by contest, of every contest that has counters */
  readonly totals: ReadonlyMap<string, number>
}

/**
 * The totals. One atomic step moves counters and watermark together.
 *
 * Names have bounded room in each contest (`tallyRoom`), since anybody may make them up. A name that comes when there is
 * none is counted in the overflow field of its kind, and from then on every new name of that kind is: a field has all
 * votes of its name or none, and each kind adds up to the total.
 */
export interface Tally {
  /**
   * Adds the increments and sets the watermark to `next`, if and only if the watermark is exactly `first`; otherwise
   * changes nothing.
   * @throws StepTooLarge where the increments do not fit one request: nothing was changed, take fewer records at once
   * @throws StoreUnavailable where nobody knows whether it was applied; asking again answers that
   */
  apply(step: TallyStep): Promise<TallyAnswer>
  /**
   * Gives a partition that was added its first watermark, if it has none and another of the incarnation has one; a tally
   * without watermarks is left alone, since a rebuild is due. @throws StoreUnavailable
   */
  begin(incarnation: string, partition: number, position: number): Promise<TallyAnswer>
  /** Replaces all counters and watermarks at once; the names with most votes get the room. @throws StoreUnavailable */
  install(incarnation: string, cut: Cut, increments: Increments): Promise<void>
  /** A contest's counters with the watermarks, read at one moment. @throws StoreUnavailable */
  read(contest: string): Promise<TallySnapshot>
  /** All contests' counters with the watermarks, read at one moment: what a recount compares. @throws StoreUnavailable */
  totals(): Promise<TallyTotals>
  /** Each contest's total with the watermarks, read at one moment and in one round trip. @throws StoreUnavailable */
  summary(): Promise<TallySummary>
  /** All watermarks. @throws StoreUnavailable */
  watermarks(): Promise<ReadonlyMap<string, number>>
  /** The contests that have counters. @throws StoreUnavailable */
  contests(): Promise<readonly string[]>
  close(): Promise<void>
}
