import type { Figures } from '../figures/figures.ts'
import type { Ballot } from './ballot.ts'

type Voted = Pick<Ballot, 'name' | 'album' | 'rank'>

/** The votes on screen for the band, album and ranking that a ballot names. */
function votesLike({ albums }: Pick<Figures, 'albums'>, { name, album, rank }: Voted): number {
  const given = Number.parseFloat(rank)
  const ranks = albums.find(({ band, title }) => band === name && title === album)?.ranks ?? []
  return ranks.find((one) => one.rank === given)?.votes ?? 0
}

/** Whether the results show more votes like this ballot than before it was sent. */
export function isCounted(before: Figures | null, now: Figures | null, ballot: Voted): boolean {
  return now !== null && votesLike(now, ballot) > (before ? votesLike(before, ballot) : 0)
}
