import type { Condition } from '../age/condition.ts'
import type { BallotMessages } from './ballot-messages.ts'

export const languages = ['es', 'en'] as const

export type Language = (typeof languages)[number]

/** The states of a contest that the pages can name. */
export type ContestState = 'open' | 'recounting' | 'scheduled' | 'closing' | 'final'

/** Every text of the pages. A catalogue that lacks one fails the type check. */
export interface Messages {
  /** the language's own name, in itself */
  readonly languageName: string
  readonly chooseLanguage: string
  /** what the pages are about, for search engines and link previews */
  readonly description: string
  readonly skipToContent: string
  readonly pages: {
    readonly label: string
    readonly results: string
    readonly ballot: string
    readonly console: string
  }
  readonly contest: string
  readonly states: Readonly<Record<ContestState, string>>
  /** the word after a number of votes */
  votes(count: number): string
  readonly bands: string
  readonly doors: string
  readonly edgeDoor: string
  readonly grpcDoor: string
  readonly noTotal: string
  /** precedes the age of the figures */
  readonly ageLabel: string
  readonly conditions: Readonly<Record<Condition, string>>
  /** what a condition means for the reader; null if the word says enough */
  readonly explanations: Readonly<Record<Condition, string | null>>
  readonly pause: string
  readonly goOn: string
  readonly enterBigScreen: string
  readonly leaveBigScreen: string
  readonly noBands: string
  readonly find: string
  /** precedes the votes of the bands that are not listed */
  readonly otherBands: string
  /** so many bands do not fit the big screen */
  notShown(count: string, number: number): string
  readonly nothingFound: string
  showMore(more: string, all: string): string
  /** read aloud at intervals: the total, and the leading bands with their shares */
  summary(total: string, bands: string): string
  readonly pace: {
    readonly title: string
    readonly none: string
    peak(votes: string, time: string): string
    /** the last bar, whose ten seconds are not over */
    readonly growing: string
  }
  readonly albums: {
    readonly title: string
    /** how to read the histograms */
    readonly key: string
    mean(rank: string): string
  }
  readonly table: {
    readonly show: string
    readonly place: string
    readonly band: string
    readonly album: string
    readonly votes: string
    readonly share: string
    readonly time: string
    readonly mean: string
  }
  readonly share: { readonly action: string; readonly copied: string }
  readonly toDefaultContest: string
  readonly configMissing: string
  readonly tryAgain: string
  readonly links: { readonly results: string; readonly logs: string; readonly grafana: string }
  readonly ballot: BallotMessages
}
