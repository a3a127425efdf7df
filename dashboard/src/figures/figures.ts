import type { AlbumResult, BandResult, OtherBands, PaceResult, RankBin } from '@aplauso/proto'

/** The votes of ten seconds, by door. */
export interface PaceBucket extends Pick<PaceResult, 'edge' | 'grpc'> {
  /** the bucket's start, Unix ms by the server's clock */
  readonly atMs: number
}

/** The part of a contest's results that the pages show. */
export interface Figures {
  readonly contest: string
  /** the contest's state, which a later version may have added */
  readonly state: string
  /** null while recounting */
  readonly total: number | null
  /** the first ones, most votes first */
  readonly bands: readonly BandResult[]
  /** those that are not listed */
  readonly others: OtherBands
  readonly albums: readonly AlbumResult[]
  readonly channels: { readonly edge: number; readonly grpc: number }
  /** ascending */
  readonly pace: readonly PaceBucket[]
  /** the server's clock when it answered, Unix ms; null if the answer has no time */
  readonly servedMs: number | null
}

type Members = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Members => typeof value === 'object' && value !== null
const isNumber = (value: unknown): value is number => Number.isFinite(value)
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0

/** Reads `GET /v1/results/{contest}`; undefined if it is another document. */
export function readFigures(value: unknown): Figures | undefined {
  if (!isObject(value)) return undefined
  const { contest, state, total, others, channels, asOf, ageMs } = value
  if (typeof contest !== 'string' || typeof state !== 'string') return undefined
  if (total !== null && !isCount(total)) return undefined
  const bands = listOf(value.bands, readBand)
  const albums = listOf(value.albums, readAlbum)
  const pace = listOf(value.pace, readPace)
  if (!bands || !albums || !pace || !isObject(channels)) return undefined
  const { edge, grpc } = channels
  if (!isCount(edge) || !isCount(grpc)) return undefined
  // The components use names as keys, so names must be unique.
  if (new Set(bands.map(({ name }) => name)).size < bands.length) return undefined
  if (new Set(albums.map(albumKey)).size < albums.length) return undefined
  const asOfMs = typeof asOf === 'string' ? Date.parse(asOf) : Number.NaN
  const servedMs = Number.isNaN(asOfMs) ? null : asOfMs + (isCount(ageMs) ? ageMs : 0)
  return { contest, state, total, bands, others: readOthers(others), albums, channels: { edge, grpc }, pace, servedMs }
}

/** An album's unique key within its contest. */
export function albumKey({ band, title }: Pick<AlbumResult, 'band' | 'title'>): string {
  return JSON.stringify([band, title])
}

function listOf<Item>(value: unknown, read: (item: Members) => Item | undefined): Item[] | undefined {
  if (!Array.isArray(value)) return undefined
  const items: Item[] = []
  for (const given of value) {
    const item = isObject(given) ? read(given) : undefined
    if (item === undefined) return undefined
    items.push(item)
  }
  return items
}

function readBand({ name, votes }: Members): BandResult | undefined {
  return typeof name === 'string' && isCount(votes) ? { name, votes } : undefined
}

/** An API of before lists every band. */
function readOthers(value: unknown): OtherBands {
  const { bands, votes } = isObject(value) ? value : {}
  return { bands: isCount(bands) ? bands : 0, votes: isCount(votes) ? votes : 0 }
}

function readAlbum({ band, title, votes, mean, ranks }: Members): AlbumResult | undefined {
  if (typeof band !== 'string' || typeof title !== 'string' || !isCount(votes)) return undefined
  const read = listOf(ranks, readRanks)
  return read && { band, title, votes, mean: isNumber(mean) ? mean : null, ranks: read }
}

function readRanks({ rank, to = rank, votes }: Members): RankBin | undefined {
  return isNumber(rank) && isNumber(to) && isCount(votes) ? { rank, to, votes } : undefined
}

function readPace({ at, edge, grpc }: Members): PaceBucket | undefined {
  const atMs = typeof at === 'string' ? Date.parse(at) : Number.NaN
  return !Number.isNaN(atMs) && isCount(edge) && isCount(grpc) ? { atMs, edge, grpc } : undefined
}
