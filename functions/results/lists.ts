import type { AlbumResult, BandResult } from '@aplauso/proto'
import type { CounterSnapshot } from '@aplauso/stores'

/** By code units: the same order on every machine and in every language. */
const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

/** The bands, most votes first, then by name. */
export function bandList({ bands }: Pick<CounterSnapshot, 'bands'>): BandResult[] {
  return [...bands]
    .map(([name, votes]) => ({ name, votes }))
    .sort((a, b) => b.votes - a.votes || byText(a.name, b.name))
}

/** The albums, most votes first, then by band and title; each with the votes per rank, ranks ascending. */
export function albumList({ albums, ranks }: Pick<CounterSnapshot, 'albums' | 'ranks'>): AlbumResult[] {
  const ranksOf = Map.groupBy(
    [...ranks].map(([field, votes]) => {
      const [band, title, rank] = JSON.parse(field) as [string, string, number]
      return { album: JSON.stringify([band, title]), rank, votes }
    }),
    ({ album }) => album,
  )
  return [...albums]
    .map(([field, votes]) => {
      const [band, title] = JSON.parse(field) as [string, string]
      const own = (ranksOf.get(field) ?? []).map(({ rank, votes: count }) => ({ rank, votes: count }))
      return { band, title, votes, ranks: own.sort((a, b) => a.rank - b.rank) }
    })
    .sort((a, b) => b.votes - a.votes || byText(a.band, b.band) || byText(a.title, b.title))
}
