import { watermarkField } from '@aplauso/proto'
import type { DeadLetter, DeadLetters } from './dead-letters.ts'
import type { LetterFate } from './letter-book.ts'
import { type Source, sourceText } from './source.ts'
import type { Tally } from './tally.ts'
import type { VoteArchive } from './vote-archive.ts'

/**
 * `counted`: a row lies under its key. `decided`: it was redriven, and what became of the record is archived and
 * applied, though it did not count. `discarded`: an operator dropped it. These are resolved; the others are not:
 * `redriven` is on its way, `open` awaits an operator.
 */
export type LetterState = 'counted' | 'decided' | 'discarded' | 'redriven' | 'open'

export interface LetterFacts {
  /** whether a row lies under the letter's key */
  readonly hasRow: boolean
  readonly fate: LetterFate | undefined
  /** where records redriven from this letter have a row or a reject */
  readonly places: readonly Source[]
  /** whether everything up to and including a place is archived and applied */
  readonly isPassed: (place: Source) => boolean
}

export interface KnownLetter {
  readonly letter: DeadLetter
  readonly state: LetterState
}

/** What has become of a letter. */
export function letterState({ hasRow, fate, places, isPassed }: LetterFacts): LetterState {
  if (fate === 'discarded') return 'discarded'
  if (hasRow) return 'counted'
  if (fate === undefined) return 'open'
  return places.some(isPassed) ? 'decided' : 'redriven'
}

/** Whether nothing is left to do about a letter. */
export function isResolved(state: LetterState): boolean {
  return state !== 'open' && state !== 'redriven'
}

/** All letters with what has become of them. @throws StoreUnavailable */
export async function knownLetters(stores: {
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly deadLetters: DeadLetters
}): Promise<readonly KnownLetter[]> {
  const { archive, tally, deadLetters } = stores
  const letters = await deadLetters.all()
  const isPassed = await passed(archive, tally)
  const fates = await archive.fates()
  const places = Map.groupBy(await archive.redriven(), ({ letter }) => sourceText(letter))
  const rows = await archive.holds(letters.map(({ key }) => key))
  return letters.map((letter, at) => {
    const from = sourceText(letter.source)
    const redriven = (places.get(from) ?? []).map(({ source }) => source)
    const facts = { hasRow: rows[at] === true, fate: fates.get(from), places: redriven, isPassed }
    return { letter, state: letterState(facts) }
  })
}

/** Places of earlier incarnations count whole; one of the present incarnation lies below watermark and progress. */
async function passed(archive: VoteArchive, tally: Tally): Promise<(place: Source) => boolean> {
  const incarnation = await archive.incarnation()
  const watermarks = await tally.watermarks()
  const progress = new Map((await archive.progress(incarnation)).map(({ partition, next }) => [partition, next]))
  return (place) => {
    if (place.incarnation !== incarnation) return true
    const watermark = watermarks.get(watermarkField(incarnation, place.partition)) ?? 0
    return place.offset < Math.min(watermark, progress.get(place.partition) ?? 0)
  }
}
