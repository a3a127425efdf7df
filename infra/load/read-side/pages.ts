import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '@aplauso/process'
import type { VoteLogView } from '@aplauso/stores'
import { archiveConfig, openVoteLogView } from '@aplauso/stores/from-environment'
import { edgeClient, grpcClient } from '../../clients/cast/index.ts'
import { LogClient } from '../../clients/log.ts'
import { type CountReader, decidedRecords, withCounts } from '../../local/system/index.ts'
import { type RunningSystem, withSystem } from '../../local/with-system.ts'
import { type Output, step } from '../../terminal/index.ts'
import { generate, type LoadReport } from '../generate.ts'
import { betweenCuts, differences } from './between-cuts.ts'
import { distinctVotes, faceOf } from './distinct-votes.ts'

export interface PagesOptions {
  readonly pages: number
  /** votes per page */
  readonly limit: number
  /** votes a second, over both doors together */
  readonly rate: number
  /** votes to cast before the first page */
  readonly votesBefore: number
  /** the environment variables that name real engines; by default the embedded ones */
  readonly engines?: Readonly<Record<string, string>>
}

export interface PagesReport {
  readonly accepted: number
  readonly votesPerSecond: number
  readonly pages: number
  readonly votesPaged: number
  readonly votesFollowed: number
  /** in the pages and the live tail together: votes left out, and votes shown again */
  readonly missing: number
  readonly repeated: number
  readonly pageMs: { readonly median: number; readonly p99: number; readonly greatest: number }
  readonly tailMs: { readonly median: number; readonly p99: number; readonly greatest: number }
  readonly ok: boolean
}

const batch = 10
const maxSeconds = 300
const betweenReadsMs = 100
const patienceMs = 60_000
const tailLimit = 500
/** The consumer notes progress within a second at rest. */
const notedMs = 2_000

/**
 * Reads the log back page by page and follows it at the same time, while votes arrive through both doors; then compares
 * with what the archive holds between the same cuts.
 * @throws ProcessDied, Interrupted
 */
export function readPages(options: PagesOptions, output: Output): Promise<PagesReport> {
  return withSystem({ engines: options.engines ?? 'embedded' }, output, (system) =>
    withCounts(system, async (reader) => {
      const view = await openVoteLogView(readConfig(archiveConfig, system.stores))
      try {
        await reader.settle(0, patienceMs, system.signal)
        return await readUnderLoad(options, { system, reader, view, output })
      } finally {
        await view.close()
      }
    }),
  )
}

interface Setup {
  readonly system: RunningSystem
  readonly reader: CountReader
  readonly view: VoteLogView
  readonly output: Output
}

async function readUnderLoad(options: PagesOptions, { system, reader, view, output }: Setup): Promise<PagesReport> {
  const { urls, signal } = system
  const back = new LogClient(urls.logs)
  const follower = new LogClient(urls.logs)
  const before = await reader.read()
  const start = (await follower.page({ limit: 1 })).newest
  if (start === null) throw new Error('the log has no incarnation')

  const ending = new AbortController()
  const startedMs = performance.now()
  const load = startLoad(options, system, ending.signal)
  const tail = followUntil(follower, start, ending.signal)
  // The error surfaces where the tail is awaited, or as the exit of a process before that.
  tail.catch(() => {})
  while (load.accepted() < options.votesBefore) await pause(betweenReadsMs, undefined, { signal })
  const paged = await step(`Reading ${options.pages} pages back`, output, () => readBack(back, options))
  ending.abort()
  const sent = await load.report
  const seconds = (performance.now() - startedMs) / 1000
  const records = decidedRecords(before) + sent.accepted
  await step('Counting', output, () => reader.settle(records, patienceMs, signal))
  await pause(notedMs, undefined, { signal })
  const followed = await tail
  const rest = await followUntil(follower, followed.cut, AbortSignal.abort())
  followed.faces.push(...rest.faces)
  return reportOf({ sent, seconds, paged, followed: { ...followed, cut: rest.cut }, start, view, back, follower })
}

/** Casts distinct votes through both doors until `ending` is aborted. */
function startLoad({ rate }: PagesOptions, { urls, signal }: RunningSystem, ending: AbortSignal) {
  const clients = [edgeClient(urls.edge), grpcClient(urls.grpc)]
  let accepted = 0
  const report = generate({
    doors: clients,
    next: distinctVotes(),
    ratePerSecond: rate,
    durationMs: maxSeconds * 1000,
    batch,
    maxInFlight: 64,
    onVote: ({ fate }) => {
      if (fate === 'accepted') accepted += 1
    },
    signal: AbortSignal.any([signal, ending]),
  }).finally(() => {
    for (const client of clients) client.close()
  })
  return { report, accepted: () => accepted }
}

interface Followed {
  readonly faces: string[]
  /** the cursor at the end */
  readonly cut: string
}

/** Follows the log until `ending` is aborted and nothing new is left. */
async function followUntil(client: LogClient, start: string, ending: AbortSignal): Promise<Followed> {
  const faces: string[] = []
  for (let cut = start; ; ) {
    const isLast = ending.aborted
    const { votes, newest } = await client.page({ after: cut, limit: tailLimit })
    faces.push(...votes.map(faceOf))
    cut = newest ?? cut
    if (votes.length < tailLimit && isLast) return { faces, cut }
    if (votes.length < tailLimit) await pause(betweenReadsMs)
  }
}

async function readBack(client: LogClient, { pages, limit }: PagesOptions) {
  const faces: string[] = []
  const first = await client.page({ limit })
  faces.push(...first.votes.map(faceOf))
  let next = first.next
  let read = 1
  for (; read < pages && next !== null; read += 1) {
    const page = await client.page({ limit, cursor: next })
    faces.push(...page.votes.map(faceOf))
    next = page.next
  }
  return { faces, upper: first.newest ?? '', lower: next, pages: read }
}

interface Findings {
  readonly sent: LoadReport
  readonly seconds: number
  readonly paged: Awaited<ReturnType<typeof readBack>>
  readonly followed: Followed
  readonly start: string
  readonly view: VoteLogView
  readonly back: LogClient
  readonly follower: LogClient
}

async function reportOf({
  sent,
  seconds,
  paged,
  followed,
  start,
  view,
  back,
  follower,
}: Findings): Promise<PagesReport> {
  const ofPages = differences(await betweenCuts(view, paged.lower, paged.upper), paged.faces)
  const ofTail = differences(await betweenCuts(view, start, followed.cut), followed.faces)
  const missing = ofPages.missing + ofTail.missing
  const repeated = ofPages.repeated + ofTail.repeated
  const all = followed.faces.length === sent.accepted
  return {
    accepted: sent.accepted,
    votesPerSecond: Math.round(sent.accepted / seconds),
    pages: paged.pages,
    votesPaged: paged.faces.length,
    votesFollowed: followed.faces.length,
    missing,
    repeated,
    pageMs: summary(back),
    tailMs: summary(follower),
    ok: missing === 0 && repeated === 0 && sent.failed === 0 && all,
  }
}

function summary({ latencies }: LogClient) {
  const rounded = (ms: number) => Math.round(ms * 10) / 10
  return {
    median: rounded(latencies.quantile(0.5)),
    p99: rounded(latencies.quantile(0.99)),
    greatest: rounded(latencies.maxMs),
  }
}
