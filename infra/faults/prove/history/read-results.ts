import type { AlbumResult, ContestList, Results } from '@aplauso/proto'
import type { RankBins } from './rank-bins.ts'
import { add, fieldOf, type Sums } from './sums.ts'

const answerTimeoutMs = 10_000

/** What results show: the votes of a bin of ranks stand under its least rank. */
export interface ShownByResults extends Sums {
  readonly rankBins: RankBins
}

/**
 * What the results API at `url` shows of all contests; null while it is recounting one of them.
 * @throws Error where it does not answer
 */
export async function readResults(url: string): Promise<ShownByResults | null> {
  const { contests } = await read<ContestList>(new URL('/v1/results', url))
  const results: Results[] = []
  for (const { contest } of contests) results.push(await read<Results>(new URL(`/v1/results/${contest}`, url)))
  return sumsOfResults(results)
}

/** What the answers show as sums; null where one of them is recounting. */
export function sumsOfResults(results: readonly Results[]): ShownByResults | null {
  const total = new Map<string, number>()
  const bands = new Map<string, number>()
  const albums = new Map<string, number>()
  const ranks = new Map<string, number>()
  const channels = new Map<string, number>()
  const rankBins = new Map<string, AlbumResult['ranks']>()
  for (const shown of results) {
    const { contest } = shown
    if (shown.total === null) return null
    add(total, fieldOf(contest), shown.total)
    for (const { name, votes } of shown.bands) add(bands, fieldOf(contest, name), votes)
    for (const album of shown.albums) {
      add(albums, fieldOf(contest, album.band, album.title), album.votes)
      rankBins.set(fieldOf(contest, album.band, album.title), album.ranks)
      for (const { rank, votes } of album.ranks) add(ranks, fieldOf(contest, album.band, album.title, rank), votes)
    }
    for (const [channel, votes] of Object.entries(shown.channels)) {
      if (votes > 0) add(channels, fieldOf(contest, channel), votes)
    }
  }
  return { total, bands, albums, ranks, channels, rankBins }
}

async function read<Answer>(url: URL): Promise<Answer> {
  const response = await fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs) })
  if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}`)
  return (await response.json()) as Answer
}
