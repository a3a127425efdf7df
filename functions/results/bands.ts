import { type BandPage, type BandResult, type Fault, limits, searchable, settleText } from '@aplauso/proto'
import type { TallySnapshot } from '@aplauso/stores'
import { type Answer, document, type Question, readOnce, refusal } from '../http/index.ts'
import type { CachedTally } from './cached-tally.ts'
import { bandsPerPage } from './limits.ts'
import { rankedBands } from './lists.ts'
import { ageHeaders, cacheControl } from './one-contest.ts'
import { snapshotOf } from './snapshot.ts'
import { standingOf } from './standing.ts'

type PlacedBand = BandPage['bands'][number]

interface ListedBand {
  readonly band: PlacedBand
  /** its name as it is searched */
  readonly searched: string
}

/** Sorted and folded once for all who page through the same reading of the tally. */
const lists = new WeakMap<TallySnapshot, readonly ListedBand[]>()

function listOf(snapshot: TallySnapshot): readonly ListedBand[] {
  const made = lists.get(snapshot)
  if (made) return made
  let place = 0
  let above = Number.POSITIVE_INFINITY
  const list = rankedBands(snapshot.counters).map((band, at) => {
    if (band.votes < above) place = at + 1
    above = band.votes
    return { band: { place, ...band }, searched: searchable(band.name) }
  })
  lists.set(snapshot, list)
  return list
}

/** Where a page ends: the band that the next one follows, with the votes it had. */
const cursorOf = ({ votes, name }: BandResult) => Buffer.from(JSON.stringify([votes, name])).toString('base64url')

/** @returns undefined where no page of ours ended so */
function readCursor(text: string): BandResult | undefined {
  try {
    const [votes, name] = JSON.parse(Buffer.from(text, 'base64url').toString()) as readonly unknown[]
    const band = { votes: Number(votes), name: String(name) }
    return cursorOf(band) === text && Number.isSafeInteger(votes) ? band : undefined
  } catch {
    return undefined
  }
}

const isBehind = (band: BandResult, after: BandResult) =>
  band.votes < after.votes || (band.votes === after.votes && band.name > after.name)

interface BandQuery {
  readonly after: BandResult | undefined
  /** as names are searched; all where it is empty */
  readonly searched: string
}

function readQuery(search: URLSearchParams): BandQuery | readonly Fault[] {
  const faults: Fault[] = []
  const given = readOnce(search, ['after', 'q'], faults)
  const text = given.get('after')
  const after = text === undefined ? undefined : readCursor(text)
  if (text !== undefined && !after)
    faults.push({ field: 'after', code: 'format', message: 'after must be a page’s next' })
  const { text: q = '', fault } = settleText(given.get('q') ?? '', limits.nameCodePoints)
  if (fault && fault !== 'empty') faults.push({ field: 'q', code: fault, message: 'q must be a part of a name' })
  return faults.length > 0 ? faults : { after, searched: searchable(q) }
}

/** `GET /v1/results/{contest}/bands`: a page of all bands that have a field in the tally. @throws StoreUnavailable */
export async function bandPage(
  tally: CachedTally,
  contest: string,
  { query }: Pick<Question, 'query'>,
  now: () => number,
): Promise<Answer> {
  const read = readQuery(query)
  if (!('searched' in read)) return refusal('invalid', { errors: read })
  const snapshot = await snapshotOf(tally, contest)
  if (!snapshot) return refusal('unknown_contest')
  const { state, asOfMs } = standingOf(snapshot)
  const list = state === 'recounting' ? [] : listOf(snapshot)
  const { after, searched } = read
  const found: PlacedBand[] = []
  for (const one of list) {
    if (found.length > bandsPerPage) break
    if ((!after || isBehind(one.band, after)) && one.searched.includes(searched)) found.push(one.band)
  }
  const bands = found.slice(0, bandsPerPage)
  const last = found.length > bandsPerPage ? bands.at(-1) : undefined
  const page: BandPage = { contest, state, bands, next: last ? cursorOf(last) : null }
  return document(page, { 'cache-control': cacheControl, ...ageHeaders(asOfMs, now()) })
}
