import type { Source } from './vote-archive.ts'

/** An accepted vote that the archive would not take. It is not counted until it was replayed. */
export interface DeadLetter {
  readonly source: Source
  readonly key: string
  /** the record's text */
  readonly value: string
  readonly reason: string
}

/** The log `votes.dead`, keyed by source. */
export interface DeadLetters {
  /** Resolves when the letters are durable; one sent twice is read once. @throws StoreUnavailable */
  bury(letters: readonly DeadLetter[]): Promise<void>
  /** All letters still there, in no order. @throws StoreUnavailable */
  all(): Promise<readonly DeadLetter[]>
  close(): Promise<void>
}
