import type { RankBin } from '@aplauso/proto'

/** The bins of a histogram: `count` of them, each `step` wide, starting at `from`. */
export interface Scale {
  readonly from: number
  readonly step: number
  readonly count: number
  /** the distance between neighbouring ranks: 1 if all are whole, else a hundredth */
  readonly unit: number
  /** the greatest rank that the last bin holds */
  readonly to: number
}

type Ranks = readonly RankBin[]

/** A histogram with more bins cannot be read on a phone. */
export const mostBins = 20
const steps = [0.5, 1, 2, 5, 10] as const

/**
 * One scale for all albums, so that their histograms compare. Whole ranks get one bin each if they fit.
 * @param most bins at most
 */
export function scaleOf(albums: readonly { readonly ranks: Ranks }[], most = mostBins): Scale {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  let lastTo = Number.NEGATIVE_INFINITY
  let areWhole = true
  for (const { ranks } of albums) {
    for (const { rank } of ranks) {
      least = Math.min(least, rank)
      greatest = Math.max(greatest, rank)
      areWhole &&= Number.isInteger(rank)
    }
    const last = ranks.at(-1)
    if (last === undefined) continue
    // Ranks that the API has put together are not known to be whole, and the last bin has its end in it.
    areWhole &&= last.to === last.rank
    lastTo = Math.max(lastTo, last.to)
  }
  if (least > greatest) return { from: 0, step: 1, count: 1, unit: 1, to: 0 }
  const unit = areWhole ? 1 : 0.01
  const scales = steps
    .filter((step) => !areWhole || Number.isInteger(step))
    .map((step) => {
      const first = Math.floor(least / step)
      return { from: first * step, step, count: Math.floor(greatest / step) - first + 1, unit, to: lastTo }
    })
  const fitting = scales.find(({ count }) => count <= most)
  if (fitting) return fitting
  const step = Math.ceil((greatest - least + 1) / most)
  return { from: least, step, count: most, unit, to: lastTo }
}

/** The votes of each bin. */
export function histogramOf(
  ranks: readonly Pick<RankBin, 'rank' | 'votes'>[],
  { from, step, count }: Scale,
): readonly number[] {
  const bins = Array.from({ length: count }, () => 0)
  for (const { rank, votes } of ranks) {
    const index = Math.min(count - 1, Math.max(0, Math.floor((rank - from) / step)))
    bins[index] = (bins[index] ?? 0) + votes
  }
  return bins
}

/** The least and the greatest rank that a bin can hold, so that no two bins share one: 0–9, 10–19. */
export function boundsOf({ from, step, count, unit, to }: Scale, index: number): readonly [number, number] {
  const least = from + index * step
  const below = Math.round((least + step - unit) * 100) / 100
  return [least, index === count - 1 ? Math.max(least, to) : below]
}

/** The mean rank by votes; null without votes. */
export function meanOf(ranks: readonly Pick<RankBin, 'rank' | 'votes'>[]): number | null {
  let votes = 0
  let sum = 0
  for (const one of ranks) {
    votes += one.votes
    sum += one.rank * one.votes
  }
  return votes === 0 ? null : sum / votes
}
