import { ageHeader } from '@aplauso/proto'
import type { TallySnapshot } from '@aplauso/stores'
import { type Answer, type Question, refusal, SharedDocument } from '../http/index.ts'
import { ageOf } from './ages.ts'
import type { CachedTally } from './cached-tally.ts'
import { resultsOf } from './results.ts'
import { snapshotOf } from './snapshot.ts'
import { standingOf } from './standing.ts'

/** Caches may hold an answer for the time in which the page asks again. */
export const cacheControl = 'public, max-age=1'

/** What is made of a snapshot is made once, however many viewers share it. */
const documents = new WeakMap<TallySnapshot, SharedDocument>()

function documentOf(contest: string, snapshot: TallySnapshot, nowMs: number): SharedDocument {
  const made = documents.get(snapshot)
  if (made) return made
  const results = resultsOf(contest, snapshot, nowMs)
  const { asOf: _, ageMs: __, ...tagged } = results
  const document = new SharedDocument(results, tagged)
  documents.set(snapshot, document)
  return document
}

/** The header that says how old figures are at present; the document says how old they were when the tally was read. */
export function ageHeaders(asOfMs: number | null, nowMs: number): Answer['headers'] {
  const { ageMs } = ageOf(asOfMs, nowMs)
  return ageMs === null ? {} : { [ageHeader.toLowerCase()]: String(ageMs) }
}

/** `GET /v1/results/{contest}`. @throws StoreUnavailable */
export async function oneContest(
  tally: CachedTally,
  contest: string,
  question: Pick<Question, 'headers'>,
  now: () => number,
): Promise<Answer> {
  const snapshot = await snapshotOf(tally, contest)
  if (!snapshot) return refusal('unknown_contest')
  const nowMs = now()
  const age = ageHeaders(standingOf(snapshot).asOfMs, nowMs)
  return documentOf(contest, snapshot, nowMs).answer(question, { 'cache-control': cacheControl, ...age })
}
