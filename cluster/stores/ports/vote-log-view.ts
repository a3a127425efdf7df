import type { Channel, LoggedVote, PublicField } from '@aplauso/proto'
import type { Cut } from './vote-archive.ts'

/** Which votes to read; all that is named must hold. Texts are compared exactly, in the form in which they are stored. */
export interface VoteFilter {
  readonly contest?: string
  readonly band?: string
  readonly album?: string
  readonly year?: number
  readonly channel?: Channel
  readonly status?: LoggedVote['status']
  /** least and greatest rank, both included */
  readonly rankMin?: number
  readonly rankMax?: number
  /** the door's time `at`, as records have it (RFC 3339, UTC, milliseconds): from the first, before the second */
  readonly from?: string
  readonly to?: string
}

/** The filters that are compared for equality, each with its field of the record. */
export const exactFilters = {
  contest: 'contest',
  band: 'name',
  album: 'album',
  year: 'year',
  channel: 'channel',
} as const satisfies Readonly<Partial<Record<keyof VoteFilter, PublicField>>>

/** A stretch of one partition: offsets from `from` up to, but not including, `below`. */
export interface Stretch {
  readonly partition: number
  readonly from: number
  readonly below: number
  /** votes to read of it, where it has as many */
  readonly limit: number
}

/** Asks the engine one question, when its asker's turn has come; rejects where it is not to be asked any more. */
export type Turn = <Answer>(ask: () => Promise<Answer>) => Promise<Answer>

/** Stretches of different partitions, read at once. */
export interface StretchQuery {
  readonly incarnation: string
  readonly stretches: readonly Stretch[]
  /** How many votes of one stretch can be made use of: an archive to which a question is dear may give them beyond the limit. */
  readonly most?: number
  /** by offset; which end of a stretch its limit is counted from */
  readonly order: 'ascending' | 'descending'
  readonly filter: VoteFilter
  /** what each question to the engine goes through; all are asked at once unless given */
  readonly turn?: Turn
}

/** A vote of the log as archived: one that counts, or a duplicate. */
export interface ArchivedVote {
  readonly partition: number
  readonly offset: number
  /** Unix ms */
  readonly archivedAtMs: number
  /** what the contract lets out, and no more */
  readonly vote: LoggedVote
}

/** An incarnation of the log, with the number of partitions that any of its votes may lie in. */
export interface LogIncarnation {
  readonly name: string
  readonly partitions: number
}

/** The archive, read as a log of votes. */
export interface VoteLogView {
  /**
   * The log's incarnations, newest first; empty before the first consumer. Where the consumer noted no number of
   * partitions, as older ones did not, it is the planned one.
   * @throws StoreUnavailable
   */
  incarnations(): Promise<readonly LogIncarnation[]>
  /**
   * The positions of an incarnation's partitions below which every record is decided and archived: nothing below them
   * will ever appear, change or go. @throws StoreUnavailable
   */
  horizon(incarnation: string): Promise<Cut>
  /**
   * For each stretch in order its votes that the filter lets through, by offset: fewer than its limit only where it has
   * no more, and more only where the query can make use of them.
   * @throws StoreUnavailable; what its `turn` rejects with
   */
  rows(query: StretchQuery): Promise<readonly (readonly ArchivedVote[])[]>
  close(): Promise<void>
}
