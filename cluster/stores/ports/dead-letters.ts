import type { Source } from './source.ts'

/** An accepted vote that could not be taken for itself. It is not counted until it is redriven. */
export interface DeadLetter {
  readonly source: Source
  readonly key: string
  /** the record's text */
  readonly value: string
  readonly reason: string
  /** the source of the vote's first letter, where this one is of a redriven record */
  readonly origin?: Source
}

/** The log `votes.dead`, keyed by source. */
export interface DeadLetters {
  /** Resolves when the letters are durable, of whatever size; one sent twice is read once. @throws StoreUnavailable */
  bury(letters: readonly DeadLetter[]): Promise<void>
  /** All letters still there, in no order. @throws StoreUnavailable */
  all(): Promise<readonly DeadLetter[]>
  close(): Promise<void>
}
