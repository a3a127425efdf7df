import type { Channel } from '../record/channel.ts'
import type { LoggedVote } from '../record/excerpts.ts'

export interface BandResult {
  readonly name: string
  readonly votes: number
}

/** The bands that are not listed, taken together. */
export interface OtherBands {
  /** how many there are; of those whose names the tally did not keep none is among them */
  readonly bands: number
  readonly votes: number
}

/** Votes with ranks from `rank` to below `to`; the last bin of an album has `to` in it. */
export interface RankBin {
  readonly rank: number
  readonly to: number
  readonly votes: number
}

export interface AlbumResult {
  readonly band: string
  readonly title: string
  readonly votes: number
  /** of all its ranks, rounded half up to two places; null where the tally did not keep all of them apart */
  readonly mean: number | null
  /** ascending; where an album has no more than 24 different ranks, each is a bin of its own */
  readonly ranks: readonly RankBin[]
}

/** Votes per 10 seconds by door; `at` is the bucket's start, RFC 3339. */
export interface PaceResult {
  readonly at: string
  readonly edge: number
  readonly grpc: number
}

/**
 * The answer of `GET /v1/results/{contest}`, at most 256 KiB: the first 50 bands and 100 albums, most votes first. While `recounting`, `total` is null and the lists are empty. */
export interface Results {
  readonly contest: string
  readonly state: 'open' | 'recounting'
  readonly total: number | null
  /** when the tally was last known to be up to date, RFC 3339; null while unknown */
  readonly asOf: string | null
  /** age of `asOf` in milliseconds when the tally was read; that of the answer is in its header `Aplauso-Age-Ms` */
  readonly ageMs: number | null
  readonly bands: readonly BandResult[]
  readonly others: OtherBands
  readonly albums: readonly AlbumResult[]
  readonly channels: Readonly<Record<Channel, number>>
  readonly pace: readonly PaceResult[]
}

/** The answer of `GET /v1/results/{contest}/bands`: a page of all bands, most votes first. */
export interface BandPage {
  readonly contest: string
  readonly state: Results['state']
  readonly bands: readonly (BandResult & {
    /** from 1: one more than the number of bands with more votes */
    readonly place: number
  })[]
  /** to be sent as `after` for the bands that follow; null where none do */
  readonly next: string | null
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
