import type { Figures } from '../figures/figures.ts'
import type { Ballot } from './ballot.ts'

type Voted = Pick<Ballot, 'name' | 'album' | 'rank'>

/** The votes among which a ballot's would be: of its band, album and ranking, or of all albums that are not listed. */
function votesLike({ total, albums }: Pick<Figures, 'total' | 'albums'>, { name, album, rank }: Voted) {
  const listed = albums.find(({ band, title }) => band === name && title === album)
  if (!listed) return { isListed: false, votes: albums.reduce((rest, one) => rest - one.votes, total ?? 0) }
  const given = Number.parseFloat(rank)
  const bin = listed.ranks.findLast((one) => one.rank <= given)
  return { isListed: true, votes: bin && given <= bin.to ? bin.votes : 0 }
}

/** Whether the results show more votes like this ballot than before it was sent. */
export function isCounted(before: Figures | null, now: Figures | null, ballot: Voted): boolean {
  if (now === null) return false
  const { isListed, votes } = votesLike(now, ballot)
  const earlier = before ? votesLike(before, ballot) : { isListed, votes: 0 }
  // An album that has come into the list has its first votes there.
  return votes > (earlier.isListed === isListed ? earlier.votes : 0)
}
