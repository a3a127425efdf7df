import { albumKey } from '../figures/figures.ts'

/** How many of the last votes are looked at. */
const lookedAt = 200

/** Albums (by `albumKey`) and the years that most of the last votes for them name. */
export type Years = ReadonlyMap<string, string>

/**
 * The results name albums without their years; the last votes have both. Only a suggestion, so what cannot be read is
 * left out without a word.
 * @param logs the origin of the log API
 */
export async function suggestYears(
  logs: string,
  contest: string,
  fetch: (url: string, init: RequestInit) => Promise<Response>,
): Promise<Years> {
  try {
    const url = `${logs}/v1/logs?limit=${lookedAt}`
    const answer = await fetch(url, { credentials: 'omit', signal: AbortSignal.timeout(5_000) })
    return yearsOf(await answer.json(), contest)
  } catch {
    return new Map()
  }
}

/** Reads the answer of `GET /v1/logs`. */
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
