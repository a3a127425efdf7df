import type { RelayEntry } from '../relay/batch.ts'

/** What lies in a shard's backlog. */
export interface BacklogTotals {
  readonly rows: number
  readonly votes: number
  readonly bytes: number
  /** When the oldest row was written, Unix ms; null where there is none. */
  readonly oldestAtMs: number | null
  /** Records that the log refused after their votes were accepted, and rows that cannot be read. */
  readonly setAside: number
}

/** What one shard of the outbox holds, as its operator asks for it. */
export interface ShardStatus extends BacklogTotals {
  /** Votes whose callers wait now. */
  readonly waiting: number
  /** Whether the log took what it was last given; null if it was given nothing since the object's start. */
  readonly logUp: boolean | null
}

/** A shard's status, or why there is none. */
export type ShardReport = { readonly shard: number } & (
  | (ShardStatus & { readonly error?: undefined })
  | { readonly error: string }
)

/** The answer of `GET /outbox/status`: each shard's report, in order. */
export interface OutboxStatus {
  readonly shards: readonly ShardReport[]
}

/** One dead letter of the outbox: an accepted vote that the log refused for itself. */
export interface OutboxLetter {
  readonly id: number
  /** when the log refused it, Unix ms */
  readonly atMs: number
  readonly bytes: number
  /** null: a row of the backlog that could not be read; it can only be discarded */
  readonly entry: RelayEntry | null
}

/** The answer of `GET /outbox/dead-letters`: a part of a shard's dead letters, oldest first. */
export interface LetterPage {
  readonly records: readonly OutboxLetter[]
  /** what to go on after; null where this is the end */
  readonly next: number | null
}

/** What may be done with dead letters. */
export const letterOrders = ['redrive', 'discard'] as const

export type LetterOrder = (typeof letterOrders)[number]

/** The answer of `POST /outbox/dead-letters/{order}`: how many records one order took; 0 where none is left. */
export interface LettersOrdered {
  readonly records: number
}
