import type { BandResult } from '@aplauso/proto'

/** A band with its place. */
export interface PlacedBand extends BandResult {
  /** from 1; shared by bands with the same votes */
  readonly place: number
}

/** @param bands in order, most votes first */
export function placed(bands: readonly BandResult[]): readonly PlacedBand[] {
  let place = 1
  let votesAbove = Number.POSITIVE_INFINITY
  return bands.map((band, index) => {
    if (band.votes < votesAbove) place = index + 1
    votesAbove = band.votes
    return { ...band, place }
  })
}
