import { ageHeader, type ContestList, defaultContest } from '@aplauso/proto'
import { type Answer, document, empty, etagOf, namesTag, type Question } from '../http/index.ts'
import { ageOf } from './ages.ts'
import type { CachedTally } from './cached-tally.ts'
import { cacheControl } from './one-contest.ts'
import { standingOf } from './standing.ts'

/** `GET /v1/results`: the built-in contest and every contest that has counters, by name. @throws StoreUnavailable */
export async function allContests(
  tally: CachedTally,
  { headers }: Pick<Question, 'headers'>,
  now: () => number,
): Promise<Answer> {
  const summary = await tally.summary()
  const { state, asOfMs } = standingOf(summary)
  const names = [...new Set([defaultContest.id, ...summary.totals.keys()])].sort()
  const contests = names.map((contest) => ({
    contest,
    state,
    total: state === 'recounting' ? null : (summary.totals.get(contest) ?? 0),
  }))
  const list: ContestList = { contests }
  const { ageMs } = ageOf(asOfMs, now())
  const validators = {
    etag: etagOf(list),
    'cache-control': cacheControl,
    ...(ageMs === null ? {} : { [ageHeader.toLowerCase()]: String(ageMs) }),
  }
  return namesTag(headers['if-none-match'], validators.etag) ? empty(304, validators) : document(list, validators)
}
