import { type ContestList, defaultContest } from '@aplauso/proto'
import type { TallySummary } from '@aplauso/stores'
import { type Answer, type Question, SharedDocument } from '../http/index.ts'
import type { CachedTally } from './cached-tally.ts'
import { ageHeaders, cacheControl } from './one-contest.ts'
import { standingOf } from './standing.ts'

const documents = new WeakMap<TallySummary, SharedDocument>()

function documentOf(summary: TallySummary): SharedDocument {
  const made = documents.get(summary)
  if (made) return made
  const { state } = standingOf(summary)
  const names = [...new Set([defaultContest.id, ...summary.totals.keys()])].sort()
  const contests = names.map((contest) => ({
    contest,
    state,
    total: state === 'recounting' ? null : (summary.totals.get(contest) ?? 0),
  }))
  const list: ContestList = { contests }
  const document = new SharedDocument(list, list)
  documents.set(summary, document)
  return document
}

/** `GET /v1/results`: the built-in contest and every contest that has counters, by name. @throws StoreUnavailable */
export async function allContests(
  tally: CachedTally,
  question: Pick<Question, 'headers'>,
  now: () => number,
): Promise<Answer> {
  const summary = await tally.summary()
  const age = ageHeaders(standingOf(summary).asOfMs, now())
  return documentOf(summary).answer(question, { 'cache-control': cacheControl, ...age })
}
