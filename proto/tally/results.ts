import type { Channel } from '../record/channel.ts'
import type { LoggedVote } from '../record/excerpts.ts'

export interface BandResult {
  readonly name: string
  readonly votes: number
}

export interface AlbumResult {
  readonly band: string
  readonly title: string
  readonly votes: number
  readonly ranks: readonly { readonly rank: number; readonly votes: number }[]
}

/** Votes per 10 seconds by door; `at` is the bucket's start, RFC 3339. */
export interface PaceResult {
  readonly at: string
  readonly edge: number
  readonly grpc: number
}

/** The answer of `GET /v1/results/{contest}`. While `recounting`, `total` is null and the lists are empty. */
export interface Results {
  readonly contest: string
  readonly state: 'open' | 'recounting'
  readonly total: number | null
  /** when the tally was last known to be up to date, RFC 3339; null while unknown */
  readonly asOf: string | null
  /** age of `asOf` in milliseconds when the answer was made */
  readonly ageMs: number | null
  readonly bands: readonly BandResult[]
  readonly albums: readonly AlbumResult[]
  readonly channels: Readonly<Record<Channel, number>>
  readonly pace: readonly PaceResult[]
}

/** The answer of `GET /v1/results`. */
export interface ContestList {
  readonly contests: readonly Pick<Results, 'contest' | 'state' | 'total'>[]
}

/** The answer of `GET /v1/logs`, newest first. */
export interface LogPage {
  readonly votes: readonly LoggedVote[]
  /** the cursor of what is older than these votes; null where nothing is */
  readonly next: string | null
  /** the cursor of what will be newer than these votes; null before anything was ever read from the log */
  readonly newest: string | null
}

/** The header of every results answer, 304 too: the age of the figures in milliseconds. */
export const ageHeader = 'Aplauso-Age-Ms'
