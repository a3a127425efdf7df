import { albumKey } from '../figures/figures.ts'

/** How many of the latest votes the suggestion is based on. */
const sampledVotes = 200

/** By `albumKey`: the year that most of the latest votes for the album name. */
export type Years = ReadonlyMap<string, string>

/**
 * Suggests each album's year from the latest votes, since the results do not have it. A suggestion is optional, so a
 * log that cannot be read gives none.
 * @param logs the origin of the log API
 */
export async function suggestYears(
  logs: string,
  contest: string,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): Promise<Years> {
  try {
    const url = `${logs}/v1/logs?limit=${sampledVotes}`
    const answer = await fetch(url, { credentials: 'omit', signal: AbortSignal.timeout(5_000) })
    return yearsOf(await answer.json(), contest)
  } catch {
    return new Map()
  }
}

/** Reads a page of `GET /v1/logs`. */
export function yearsOf(page: unknown, contest: string): Years {
  const counts = new Map<string, Map<number, number>>()
  for (const vote of votesOf(page)) {
    const { name: band, album: title, year } = vote
    if (vote.contest !== contest || typeof band !== 'string' || typeof title !== 'string') continue
    if (typeof year !== 'number') continue
    const key = albumKey({ band, title })
    const ofAlbum = counts.get(key) ?? new Map<number, number>()
    ofAlbum.set(year, (ofAlbum.get(year) ?? 0) + 1)
    counts.set(key, ofAlbum)
  }
  return new Map([...counts].map(([key, years]) => [key, String(mostFrequent(years))]))
}

type Members = Readonly<Record<string, unknown>>

function votesOf(page: unknown): Members[] {
  if (typeof page !== 'object' || page === null || !('votes' in page) || !Array.isArray(page.votes)) return []
  return page.votes.filter((vote: unknown): vote is Members => typeof vote === 'object' && vote !== null)
}

function mostFrequent(counts: ReadonlyMap<number, number>): number {
  const [[best] = [0]] = [...counts].sort(([, a], [, b]) => b - a)
  return best
}
