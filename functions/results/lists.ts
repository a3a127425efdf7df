import { type AlbumResult, albumAndRank, type BandResult, overflowFields, type Results } from '@aplauso/proto'
import type { CounterSnapshot } from '@aplauso/stores'
import { resultsLimits } from './limits.ts'
import { meanOf, type RankVotes, rankBins } from './rank-bins.ts'

/** By code units: the same order on every machine and in every language. */
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

type Bands = Pick<CounterSnapshot, 'bands'>

/** All bands that the tally knows by name, most votes first, then by name. */
export function rankedBands({ bands }: Bands): BandResult[] {
  return [...bands]
    .filter(([name]) => name !== overflowFields.bands)
    .map(([name, votes]) => ({ name, votes }))
    .sort((a, b) => b.votes - a.votes || byText(a.name, b.name))
}

/** The first bands, and the rest taken together: those that have no field of their own, too. */
export function bandLists(counters: Bands): Pick<Results, 'bands' | 'others'> {
  const all = rankedBands(counters)
  const bands = all.slice(0, resultsLimits.bands)
  const rest = all.slice(resultsLimits.bands)
  const unnamed = counters.bands.get(overflowFields.bands) ?? 0
  const votes = rest.reduce((sum, band) => sum + band.votes, unnamed)
  return { bands, others: { bands: rest.length, votes } }
}

/** The first albums, most votes first, then by band and title; each with its ranks. */
export function albumList({ albums, ranks }: Pick<CounterSnapshot, 'albums' | 'ranks'>): AlbumResult[] {
  const first = [...albums]
    .filter(([field]) => field !== overflowFields.albums)
    .map(([field, votes]) => {
      const [band, title] = JSON.parse(field) as [string, string]
      return { field, band, title, votes }
    })
    .sort((a, b) => b.votes - a.votes || byText(a.band, b.band) || byText(a.title, b.title))
    .slice(0, resultsLimits.albums)
  const ranksOf = new Map(first.map(({ field }) => [field, [] as RankVotes[]]))
  for (const [field, votes] of ranks) {
    const { album, rank } = albumAndRank(field)
    ranksOf.get(album)?.push({ rank, votes })
  }
  const bins = rankBins([...ranksOf.values()])
  return first.map(({ field, band, title, votes }, at) => {
    const mean = meanOf(ranksOf.get(field) ?? [], votes)
    return { band, title, votes, mean, ranks: bins[at] ?? [] }
  })
}
