import { ageHeader, type ContestList, defaultContest, type Results } from '@aplauso/proto'
import type { Tally } from '@aplauso/stores'
import { type Answer, document, empty, etagOf, namesTag, type Question } from '../http/index.ts'
import { cacheControl } from './one-contest.ts'
import { resultsOf } from './results.ts'

/** `GET /v1/results`: the built-in contest and every contest that has counters, by name. @throws StoreUnavailable */
export async function allContests(
  tally: Pick<Tally, 'contests' | 'read'>,
  { headers }: Pick<Question, 'headers'>,
  nowMs: number,
): Promise<Answer> {
  const names = [...new Set([defaultContest.id, ...(await tally.contests())])].sort()
  const all: Results[] = []
  for (const name of names) all.push(resultsOf(name, await tally.read(name), nowMs))

  const list: ContestList = { contests: all.map(({ contest, state, total }) => ({ contest, state, total })) }
  const ages = all.map(({ ageMs }) => ageMs).filter((ageMs) => ageMs !== null)
  const validators = {
    etag: etagOf(list),
    'cache-control': cacheControl,
    ...(ages.length < all.length ? {} : { [ageHeader.toLowerCase()]: String(Math.max(...ages)) }),
  }
  return namesTag(headers['if-none-match'], validators.etag) ? empty(304, validators) : document(list, validators)
}
