import { setTimeout as pause } from 'node:timers/promises'
import { edgeClient, grpcClient } from '../../clients/cast/index.ts'
import { type EngineName, enginesDown, enginesUp } from '../../engines/index.ts'
import { type CastVote, generate } from '../../load/generate.ts'
import { sampleVotes } from '../../load/sample-votes.ts'
import { type CountReader, withCounts } from '../../local/system/index.ts'
import { type RunningSystem, type WithSystemOptions, withSystem } from '../../local/with-system.ts'
import { type Output, step } from '../../terminal/index.ts'
import { countLost } from './lost.ts'

export interface OutageOptions extends Pick<WithSystemOptions, 'brokers' | 'edgeTransport'> {
  /** votes a second over both doors together */
  readonly rate: number
  /** how long each engine is away, in seconds */
  readonly seconds: number
}

/** What was seen while one engine was away. */
export interface Outage {
  readonly engine: EngineName
  readonly accepted: number
  readonly failed: number
  /** the longest that a caller waited for its answer */
  readonly slowestAnswerMs: number
  /** from the engine's return until a vote was accepted again */
  readonly acceptedAgainMs: number
  /** from the engine's return until results showed every vote that was accepted until then */
  readonly caughtUpMs: number | null
}

export interface OutageReport {
  readonly outages: readonly Outage[]
  readonly accepted: number
  readonly failed: number
  /** accepted votes without a row in the archive at the end */
  readonly lost: number
  readonly archive: number
  readonly tally: number | null
  readonly ok: boolean
}

const engines: readonly EngineName[] = ['kafka', 'redis', 'mongo']
const settleMs = 120_000
const answerLimitMs = 10_500

/**
 * Takes each real engine away for a while and brings it back, while votes come in; nothing of ours is restarted.
 * @throws ProcessDied, EnginesError, Interrupted
 */
export function takeEnginesAway(options: OutageOptions, output: Output): Promise<OutageReport> {
  return withSystem({ ...options, engines: 'own' }, output, (system) =>
    withCounts(system, (reader) => drill(options, { ...system, reader, output })),
  )
}

interface Stage extends RunningSystem {
  readonly reader: CountReader
  readonly output: Output
}

interface Seen extends CastVote {
  readonly atMs: number
}

async function drill({ rate, seconds }: OutageOptions, stage: Stage): Promise<OutageReport> {
  const { output, signal, reader } = stage
  const seen: Seen[] = []
  const ending = new AbortController()
  const doors = [edgeClient(stage.urls.edge), grpcClient(stage.urls.grpc)]
  const load = generate({
    doors,
    next: sampleVotes(),
    ratePerSecond: rate,
    durationMs: 3_600_000,
    batch: 1,
    maxInFlight: 5_000,
    onVote: (vote) => seen.push({ ...vote, atMs: performance.now() }),
    signal: AbortSignal.any([signal, ending.signal]),
  })
  await pause(5_000, undefined, { signal })
  const outages: Outage[] = []
  for (const engine of engines) {
    outages.push(await step(`${engine} away for ${seconds} s`, output, () => takeAway(engine, seconds, seen, stage)))
  }
  ending.abort()
  await load
  for (const door of doors) door.close()
  const accepted = seen.filter(({ fate }) => fate === 'accepted')
  const counts = await step('Counting', output, () => reader.settle(accepted.length, settleMs, signal))
  const lost = await countLost(
    accepted.map(({ ballot }) => ballot),
    stage.stores,
  )
  const failed = seen.length - accepted.length
  return {
    outages,
    accepted: accepted.length,
    failed,
    lost,
    archive: counts.archive,
    tally: counts.tally,
    ok:
      lost === 0 &&
      counts.tally === counts.archive &&
      counts.archive >= accepted.length &&
      counts.archive <= accepted.length + failed &&
      outages.every(({ slowestAnswerMs, caughtUpMs }) => slowestAnswerMs <= answerLimitMs && caughtUpMs !== null),
  }
}

async function takeAway(engine: EngineName, seconds: number, seen: readonly Seen[], stage: Stage): Promise<Outage> {
  const { engineFolder, signal, reader } = stage
  const from = seen.length
  await enginesDown({ folder: engineFolder, only: [engine] })
  await pause(seconds * 1_000, undefined, { signal })
  await enginesUp({ folder: engineFolder, only: [engine] })
  const backMs = performance.now()
  const firstAgain = () => seen.find(({ fate, atMs }) => fate === 'accepted' && atMs >= backMs)
  await until(() => firstAgain() !== undefined, signal)
  const due = seen.filter(({ fate }) => fate === 'accepted').length
  const caughtUp = await until(async () => ((await reader.read().catch(() => undefined))?.counted ?? 0) >= due, signal)
  const during = seen.slice(from)
  return {
    engine,
    accepted: during.filter(({ fate }) => fate === 'accepted').length,
    failed: during.filter(({ fate }) => fate === 'failed').length,
    slowestAnswerMs: Math.round(Math.max(0, ...during.map(({ latencyMs }) => latencyMs))),
    acceptedAgainMs: Math.round((firstAgain()?.atMs ?? Number.NaN) - backMs),
    caughtUpMs: caughtUp ? Math.round(performance.now() - backMs) : null,
  }
}

async function until(done: () => boolean | Promise<boolean>, signal: AbortSignal): Promise<boolean> {
  const deadlineMs = performance.now() + settleMs
  while (!(await done())) {
    if (performance.now() > deadlineMs) return false
    await pause(200, undefined, { signal })
  }
  return true
}
