import type { RankBin } from '@aplauso/proto'

/** The bins of a histogram: `count` of them, each `step` wide, starting at `from`. */
export interface Scale {
  readonly from: number
  readonly step: number
  readonly count: number
}

type Ranks = readonly Pick<RankBin, 'rank' | 'votes'>[]

/** A histogram with more bins cannot be read on a phone. */
const mostBins = 20
const steps = [0.5, 1, 2, 5, 10] as const

/** One scale for all albums, so that their histograms compare. Whole ranks get one bin each if they fit. */
export function scaleOf(albums: readonly { readonly ranks: Ranks }[]): Scale {
  let least = Number.POSITIVE_INFINITY
  let greatest = Number.NEGATIVE_INFINITY
  let areWhole = true
  for (const { ranks } of albums) {
    for (const { rank } of ranks) {
      least = Math.min(least, rank)
      greatest = Math.max(greatest, rank)
      areWhole &&= Number.isInteger(rank)
    }
  }
  if (least > greatest) return { from: 0, step: 1, count: 1 }
  const scales = steps
    .filter((step) => !areWhole || Number.isInteger(step))
    .map((step) => {
      const first = Math.floor(least / step)
      return { from: first * step, step, count: Math.floor(greatest / step) - first + 1 }
    })
  const fitting = scales.find(({ count }) => count <= mostBins)
  if (fitting) return fitting
  const step = Math.ceil((greatest - least + 1) / mostBins)
  return { from: least, step, count: mostBins }
}

/** The votes of each bin. */
export function histogramOf(ranks: Ranks, { from, step, count }: Scale): readonly number[] {
  const bins = Array.from({ length: count }, () => 0)
  for (const { rank, votes } of ranks) {
    const index = Math.min(count - 1, Math.max(0, Math.floor((rank - from) / step)))
    bins[index] = (bins[index] ?? 0) + votes
  }
  return bins
}

/** The least and the greatest rank of a bin; equal if the bin holds one whole rank. */
export function boundsOf({ from, step }: Scale, index: number): readonly [number, number] {
  const least = from + index * step
  return [least, step === 1 ? least : least + step]
}

/** The mean rank by votes; null without votes. */
export function meanOf(ranks: Ranks): number | null {
  let votes = 0
  let sum = 0
  for (const one of ranks) {
    votes += one.votes
    sum += one.rank * one.votes
  }
  return votes === 0 ? null : sum / votes
}
