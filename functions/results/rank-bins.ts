import type { RankBin } from '@aplauso/proto'
import { resultsLimits } from './limits.ts'

export interface RankVotes {
  readonly rank: number
  readonly votes: number
}

/** Ranks have two places at most, so they are exact as whole hundredths. */
const hundredths = (rank: number) => Math.round(rank * 100)

/**
 * The bins of several albums. An album with few ranks has each as a bin of its own; the others share one scale, so that
 * they compare.
 * @returns of each album in order its bins that hold votes, ascending
 */
export function rankBins(albums: readonly (readonly RankVotes[])[]): RankBin[][] {
  const many = albums.filter((ranks) => ranks.length > resultsLimits.rankBins)
  const scale = scaleOf(many.flat())
  return albums.map((ranks) => (ranks.length > resultsLimits.rankBins ? onScale(ranks, scale) : apart(ranks)))
}

/** The mean, rounded half up to two places; null where these are not all votes. */
export function meanOf(ranks: readonly RankVotes[], votes: number): number | null {
  const known = ranks.reduce((sum, one) => sum + one.votes, 0)
  if (known !== votes || votes === 0) return null
  const sum = ranks.reduce((points, one) => points + hundredths(one.rank) * one.votes, 0)
  return Math.floor(sum / votes + 0.5) / 100
}

function apart(ranks: readonly RankVotes[]): RankBin[] {
  const sorted = ranks.toSorted((a, b) => a.rank - b.rank)
  return sorted.map(({ rank, votes }, at) => ({ rank, to: sorted[at + 1]?.rank ?? rank, votes }))
}

/** Bins of `step` hundredths, the first of which begins at `from`. */
interface Scale {
  readonly from: number
  readonly step: number
  readonly count: number
}

function scaleOf(ranks: readonly RankVotes[]): Scale {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  for (const { rank } of ranks) {
    least = Math.min(least, hundredths(rank))
    greatest = Math.max(greatest, hundredths(rank))
  }
  for (const step of roundSteps()) {
    const from = Math.floor(least / step) * step
    // The last bin has its end in it.
    const count = Math.max(1, Math.ceil((greatest - from) / step))
    if (count <= resultsLimits.rankBins) return { from, step, count }
  }
  throw new RangeError('no scale is coarse enough')
}

/** 1, 2, 5, 10, 20 … hundredths. */
function* roundSteps(): Generator<number> {
  for (let power = 1; power < Number.MAX_SAFE_INTEGER; power *= 10) {
    for (const digit of [1, 2, 5]) yield digit * power
  }
}

function onScale(ranks: readonly RankVotes[], { from, step, count }: Scale): RankBin[] {
  const bins = Array.from({ length: count }, () => 0)
  for (const { rank, votes } of ranks) {
    const at = Math.min(count - 1, Math.floor((hundredths(rank) - from) / step))
    bins[at] = (bins[at] ?? 0) + votes
  }
  return bins.flatMap((votes, at) => {
    const start = from + at * step
    return votes === 0 ? [] : [{ rank: start / 100, to: (start + step) / 100, votes }]
  })
}
