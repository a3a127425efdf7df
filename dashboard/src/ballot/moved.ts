import type { Figures } from '../figures/figures.ts'
import type { Ballot } from './ballot.ts'

type Voted = Pick<Ballot, 'name' | 'album' | 'rank'>

/** The votes on screen that name what a ballot names: band, album and ranking. */
export function votesLike({ albums }: Pick<Figures, 'albums'>, { name, album, rank }: Voted): number {
  const given = Number.parseFloat(rank)
  const ranks = albums.find(({ band, title }) => band === name && title === album)?.ranks ?? []
  return ranks.find((one) => one.rank === given)?.votes ?? 0
}

/** Whether there is one more of them than before the ballot was sent. */
export function hasMoved(before: Figures | null, now: Figures | null, ballot: Voted): boolean {
  return now !== null && votesLike(now, ballot) > (before ? votesLike(before, ballot) : 0)
}
