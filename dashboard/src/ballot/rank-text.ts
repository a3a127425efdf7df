import type { Format } from '../format/format.ts'

/** A ballot's rank as the page writes numbers; a place, such as `1st`, stays as it was written. */
export function rankText(rank: string, format: Pick<Format, 'rank'>): string {
  const number = Number(rank)
  return rank.trim() === '' || Number.isNaN(number) ? rank : format.rank(number)
}
