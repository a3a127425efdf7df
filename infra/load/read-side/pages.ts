import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readConfig } from '@aplauso/process'
import type { VoteLogView } from '@aplauso/stores'
import { archiveConfig, openVoteLogView } from '@aplauso/stores/open'
import { edgeClient, grpcClient } from '../../clients/cast/index.ts'
import { LogClient } from '../../clients/log.ts'
import { buildMissing } from '../../local/build/index.ts'
import { CountReader, freePorts, startSystem, type Urls, withProcesses } from '../../local/system/index.ts'
import { Interrupted, type Output, step } from '../../terminal/index.ts'
import { generate, type LoadReport } from '../generate.ts'
import { betweenCuts, differences } from './between-cuts.ts'
import { distinctVotes, faceOf } from './distinct-votes.ts'

export interface PagesOptions {
  readonly pages: number
  /** votes a page */
  readonly limit: number
  /** votes a second over both doors together */
  readonly rate: number
  /** votes to cast before the first page */
  readonly votesBefore: number
  /** the environment variables that name real engines; absent: the embedded ones */
  readonly engines?: Readonly<Record<string, string>>
}

export interface PagesReport {
  readonly accepted: number
  readonly votesPerSecond: number
  readonly pages: number
  readonly votesPaged: number
  readonly votesFollowed: number
  /** of the pages back and of the live tail: votes left out, and votes shown again */
  readonly missing: number
  readonly repeated: number
  readonly pageMs: { readonly median: number; readonly p99: number; readonly greatest: number }
  readonly tailMs: { readonly median: number; readonly p99: number; readonly greatest: number }
  readonly ok: boolean
}

const batch = 10
const mostSeconds = 300
const betweenLooksMs = 100
const patienceMs = 60_000
const tailLimit = 500

/**
 * Reads the log back page by page and follows it at the same time, while votes pour in through both doors; then
 * compares with what the archive holds between the same cuts.
 * @throws ProcessDied, Interrupted
 */
export async function readPages(options: PagesOptions, output: Output): Promise<PagesReport> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-readers-'))
  try {
    const report = await withProcesses(folder, output, async ({ supervisor, signal }) => {
      await buildMissing(output, signal)
      const { urls, stores } = await step('Starting the system', output, async () =>
        startSystem(supervisor, {
          folder,
          ports: await freePorts(),
          ...(options.engines ? { engines: options.engines } : {}),
        }),
      )
      const reader = await CountReader.open(stores, urls.results)
      const view = await openVoteLogView(readConfig(archiveConfig, stores))
      try {
        await reader.settle(0, patienceMs, signal)
        return await read(options, { urls, reader, view, output, signal })
      } finally {
        await Promise.all([reader.close(), view.close()])
      }
    })
    if (!report) throw new Interrupted()
    return report
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

interface Stage {
  readonly urls: Urls
  readonly reader: CountReader
  readonly view: VoteLogView
  readonly output: Output
  readonly signal: AbortSignal
}

async function read(options: PagesOptions, { urls, reader, view, output, signal }: Stage): Promise<PagesReport> {
  const back = new LogClient(urls.logs)
  const follower = new LogClient(urls.logs)
  const before = await reader.read()
  const start = (await follower.page({ limit: 1 })).newest
  if (start === null) throw new Error('the log has no incarnation')

  const doors = [edgeClient(urls.edge), grpcClient(urls.grpc)]
  const ending = new AbortController()
  const startedMs = performance.now()
  let accepted = 0
  const load = generate({
    doors,
    next: distinctVotes(),
    ratePerSecond: options.rate,
    durationMs: mostSeconds * 1000,
    batch,
    maxInFlight: 64,
    onVote: ({ fate }) => {
      if (fate === 'accepted') accepted += 1
    },
    signal: AbortSignal.any([signal, ending.signal]),
  })
  const tail = followUntil(follower, start, ending.signal)
  // Its failure is told when it is awaited; a process that died meanwhile is told first.
  tail.catch(() => {})
  while (accepted < options.votesBefore) await pause(betweenLooksMs, undefined, { signal })
  const paged = await step(`Reading ${options.pages} pages back`, output, () => readBack(back, options))
  ending.abort()
  const sent = await load
  const seconds = (performance.now() - startedMs) / 1000
  for (const door of doors) door.close()
  const records = before.archive + before.duplicates + before.unparsable + sent.accepted
  await step('Counting', output, () => reader.settle(records, patienceMs, signal))
  // What was counted is noted within a second at rest.
  await pause(2_000, undefined, { signal })
  const followed = await tail
  const rest = await followUntil(follower, followed.cut, AbortSignal.abort())
  followed.faces.push(...rest.faces)
  return reportOf({ sent, seconds, paged, followed: { ...followed, cut: rest.cut }, start, view, back, follower })
}

interface Walked {
  readonly faces: string[]
  /** the cursor at which it ended */
  readonly cut: string
}

/** Follows the log until asked to end and nothing new is there. */
async function followUntil(client: LogClient, start: string, ending: AbortSignal): Promise<Walked> {
  const faces: string[] = []
  for (let cut = start; ; ) {
    const isLast = ending.aborted
    const { votes, newest } = await client.page({ after: cut, limit: tailLimit })
    faces.push(...votes.map(faceOf))
    cut = newest ?? cut
    if (votes.length < tailLimit && isLast) return { faces, cut }
    if (votes.length < tailLimit) await pause(betweenLooksMs)
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
  readonly followed: Walked
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
