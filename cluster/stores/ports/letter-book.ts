import type { Source } from './source.ts'

/** What an operator decided about a dead letter: to send it to the log again, or to drop it. */
export type LetterFate = 'redriven' | 'discarded'

/** A stretch of one partition: offsets from `from` up to, but not including, `below`. */
export interface Places {
  readonly incarnation: string
  readonly partition: number
  readonly from: number
  readonly below: number
}

/** A row or a reject of a redriven record. */
export interface RedrivenPlace {
  /** the source of the letter that was redriven */
  readonly letter: Source
  /** where the redriven record lies */
  readonly source: Source
}

/** What the archive knows of dead letters. Letters themselves are in the log `votes.dead`. */
export interface LetterBook {
  /**
   * The offsets of records that were rejected as dead or unparsable and have no row: a consumer does not judge them
   * again, whatever its version.
   * @throws StoreUnavailable
   */
  rejectedForThemselves(places: Places): Promise<ReadonlySet<number>>
  /** Decides a letter's fate, unless it is decided. @returns the one that holds. @throws StoreUnavailable */
  decideFate(letter: Source, fate: LetterFate): Promise<LetterFate>
  /** The fates decided so far, by the text of the letter's source. @throws StoreUnavailable */
  fates(): Promise<ReadonlyMap<string, LetterFate>>
  /** Every row and every reject of a redriven record; few. @throws StoreUnavailable */
  redriven(): Promise<readonly RedrivenPlace[]>
}
