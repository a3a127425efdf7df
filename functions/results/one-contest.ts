import { ageHeader, builtInContests, contestFault, counterKinds } from '@aplauso/proto'
import type { CounterSnapshot, TallySnapshot } from '@aplauso/stores'
import { type Answer, document, empty, etagOf, namesTag, type Question, refusal } from '../http/index.ts'
import { ageOf } from './ages.ts'
import type { CachedTally } from './cached-tally.ts'
import { resultsOf } from './results.ts'
import { standingOf } from './standing.ts'

/** Caches may hold an answer for the time in which the page asks again. */
export const cacheControl = 'public, max-age=1'

const noCounters = Object.fromEntries(
  counterKinds.map((kind) => [kind, new Map<string, number>()]),
) as unknown as CounterSnapshot

/** What is made of a snapshot is made once, however many viewers share it. */
const documents = new WeakMap<TallySnapshot, { lasting: ReturnType<typeof resultsOf>; etag: string }>()

function documentOf(contest: string, snapshot: TallySnapshot, nowMs: number) {
  const made = documents.get(snapshot)
  if (made) return made
  const lasting = resultsOf(contest, snapshot, nowMs)
  const { asOf: _, ageMs: __, ...tagged } = lasting
  const fresh = { lasting, etag: etagOf(tagged) }
  documents.set(snapshot, fresh)
  return fresh
}

/**
 * A contest's counters; undefined where there is no such contest. The list of contests is shared by all, so names that
 * nobody has voted for cost the tally nothing. While it is recounting, nobody knows which contests there are.
 */
async function snapshotOf(tally: CachedTally, contest: string): Promise<TallySnapshot | undefined> {
  if (builtInContests(contest)) return tally.read(contest)
  const summary = await tally.summary()
  if (summary.totals.has(contest)) return tally.read(contest)
  return standingOf(summary).state === 'recounting' ? { ...summary, counters: noCounters } : undefined
}

/** `GET /v1/results/{contest}`. @throws StoreUnavailable */
export async function oneContest(
  tally: CachedTally,
  contest: string,
  { headers }: Pick<Question, 'headers'>,
  now: () => number,
): Promise<Answer> {
  if (contestFault(contest)) return refusal('unknown_contest')
  const snapshot = await snapshotOf(tally, contest)
  if (!snapshot) return refusal('unknown_contest')

  const nowMs = now()
  const { lasting, etag } = documentOf(contest, snapshot, nowMs)
  const age = ageOf(standingOf(snapshot).asOfMs, nowMs)
  const validators = {
    etag,
    'cache-control': cacheControl,
    ...(age.ageMs === null ? {} : { [ageHeader.toLowerCase()]: String(age.ageMs) }),
  }
  return namesTag(headers['if-none-match'], etag)
    ? empty(304, validators)
    : document({ ...lasting, ...age }, validators)
}
