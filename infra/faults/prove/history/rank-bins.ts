import type { RankBin } from '@aplauso/proto'
import type { Expected } from './expected.ts'
import { add, fieldOf } from './sums.ts'

/** The bins in which results show the ranks of each album, by the album's field, ascending. */
export type RankBins = ReadonlyMap<string, readonly Pick<RankBin, 'rank' | 'to'>[]>

/** What was cast, summed as results show it: the votes of a bin under its least rank. A rank in no bin stays as it is. */
export function expectedInBins(expected: Expected, bins: RankBins): Expected {
  const { least, most } = expected
  return {
    ...expected,
    least: { ...least, ranks: inBins(least.ranks, bins) },
    most: { ...most, ranks: inBins(most.ranks, bins) },
  }
}

function inBins(ranks: ReadonlyMap<string, number>, bins: RankBins): ReadonlyMap<string, number> {
  const sums = new Map<string, number>()
  for (const [field, votes] of ranks) {
    const [contest, band, title, rank] = JSON.parse(field) as [string, string, string, number]
    const below = bins.get(fieldOf(contest, band, title))?.findLast((bin) => bin.rank <= rank)
    const shown = below !== undefined && rank <= below.to ? below.rank : rank
    add(sums, fieldOf(contest, band, title, shown), votes)
  }
  return sums
}
