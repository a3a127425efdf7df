import { ageHeader, builtInContests, contestFault } from '@aplauso/proto'
import type { Tally } from '@aplauso/stores'
import { type Answer, document, empty, etagOf, namesTag, type Question, refusal } from '../http/index.ts'
import { resultsOf } from './results.ts'

/** Caches may hold an answer for the time in which the page asks again. */
export const cacheControl = 'public, max-age=1'

/** `GET /v1/results/{contest}`. @throws StoreUnavailable */
export async function oneContest(
  tally: Pick<Tally, 'read'>,
  contest: string,
  { headers }: Pick<Question, 'headers'>,
  nowMs: number,
): Promise<Answer> {
  if (contestFault(contest)) return refusal('unknown_contest')
  const snapshot = await tally.read(contest)
  if (!builtInContests(contest) && snapshot.counters.total.size === 0) return refusal('unknown_contest')

  const results = resultsOf(contest, snapshot, nowMs)
  const { asOf, ageMs, ...lasting } = results
  const etag = etagOf(lasting)
  const validators = {
    etag,
    'cache-control': cacheControl,
    ...(ageMs === null ? {} : { [ageHeader.toLowerCase()]: String(ageMs) }),
  }
  return namesTag(headers['if-none-match'], etag) ? empty(304, validators) : document(results, validators)
}
