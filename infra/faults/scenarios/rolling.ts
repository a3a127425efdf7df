import { setTimeout as pause } from 'node:timers/promises'
import getPort from 'get-port'
import { grpcClient, type PreparedVote } from '../../clients/cast/index.ts'
import { generate } from '../../load/generate.ts'
import { sampleVotes } from '../../load/sample-votes.ts'
import type { ProcessSpec, RestartingProcess } from '../../local/supervisor/index.ts'
import { type CountReader, decidedRecords, host, withCounts } from '../../local/system/index.ts'
import { type RunningSystem, type WithSystemOptions, withSystem } from '../../local/with-system.ts'
import { type Output, progressBar, step } from '../../terminal/index.ts'
import { countLost } from './lost.ts'

export interface RollingOptions extends Pick<WithSystemOptions, 'engines' | 'brokers'> {
  /** votes a second */
  readonly rate: number
  readonly seconds: number
  /** votes a call */
  readonly batch: number
}

export interface RollingReport {
  readonly sent: number
  readonly accepted: number
  readonly refused: number
  /** votes of which their client, which retries by the usual policy, did not hear that they were accepted */
  readonly clientErrors: number
  readonly duplicates: number
  readonly counted: number | null
  readonly archive: number
  readonly tally: number | null
  /** accepted votes that have no row */
  readonly lost: number
  readonly restarts: number
  readonly slowestStopMs: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  readonly seconds: number
  readonly ok: boolean
}

const betweenStopsMs = 2_000
const patienceMs = 60_000
const share = 0.1

/**
 * Stops and starts two gRPC servers by turns while votes come in through both, and counts at the end.
 * @throws ProcessDied where one does not end with 0; EnginesError, Interrupted
 */
export function rollInstances(options: RollingOptions, output: Output): Promise<RollingReport> {
  const leaveOut = ['ingest', 'edge', 'logs', 'dashboard']
  return withSystem({ ...options, leaveOut }, output, async (system) => {
    const ports = [await getPort({ host, reserve: true }), await getPort({ host, reserve: true })]
    const instances = await Promise.all(
      ports.map((port) => system.restarting('ingest', (spec) => instanceOf(spec, port))),
    )
    return withCounts(system, (reader) => drill(options, { ...system, instances, ports, reader, output }))
  })
}

/** One of the servers: on a port of its own, without relay. */
function instanceOf({ entry, environment }: ProcessSpec, port: number): ProcessSpec {
  const { RELAY_PORT: _, ...others } = environment
  return { name: `ingest-${port}`, entry, environment: { ...others, GRPC_PORT: String(port) } }
}

interface Stage extends RunningSystem {
  readonly instances: readonly RestartingProcess[]
  readonly ports: readonly number[]
  readonly reader: CountReader
  readonly output: Output
}

async function drill({ rate, seconds, batch }: RollingOptions, stage: Stage): Promise<RollingReport> {
  const { reader, output, signal } = stage
  const before = await reader.settle(0, patienceMs, signal)
  const addresses = stage.ports.map((port) => `${host}:${port}`)
  // Each prefers another instance, as behind a balancer.
  const doors = [addresses, addresses.toReversed()].map((list) => grpcClient(list.join(','), { retry: true }))
  const accepted = new Map<string, PreparedVote>()
  const load = generate({
    doors,
    next: sampleVotes(share),
    ratePerSecond: rate,
    durationMs: seconds * 1000,
    batch,
    maxInFlight: 2_000,
    onVote: ({ ballot, fate }) => {
      if (fate === 'accepted') accepted.set(ballot.text, ballot)
    },
    signal,
  })
  const stops = await roll(stage, seconds)
  const { latencies, ...sent } = await load
  for (const door of doors) door.close()
  const records = decidedRecords(before) + sent.accepted
  const counts = await step('Counting', output, () => reader.settle(records, patienceMs, signal))
  const archive = counts.archive - before.archive
  const tally = counts.tally === null ? null : counts.tally - (before.tally ?? 0)
  const counted = counts.counted === null ? null : counts.counted - (before.counted ?? 0)
  const clientErrors = sent.sent - sent.accepted - sent.refused
  const lost = await countLost(accepted.values(), stage.stores)
  return {
    sent: sent.sent,
    accepted: sent.accepted,
    refused: sent.refused,
    clientErrors,
    duplicates: counts.duplicates - before.duplicates,
    counted,
    archive,
    tally,
    lost,
    restarts: stops.length,
    slowestStopMs: Math.round(Math.max(0, ...stops)),
    p50Ms: Math.round(latencies.quantile(0.5)),
    p99Ms: Math.round(latencies.quantile(0.99)),
    maxMs: Math.round(latencies.maxMs),
    seconds,
    ok: lost === 0 && clientErrors === 0 && tally === archive && counted === archive && stops.length > 0,
  }
}

/** Stops and starts the servers by turns until the time is over. @returns how long each stop took, in milliseconds */
async function roll({ instances, output, signal }: Stage, seconds: number): Promise<readonly number[]> {
  const stops: number[] = []
  const startedMs = performance.now()
  const bar = progressBar('Stopping and starting', seconds, output)
  for (let turn = 0; ; turn += 1) {
    await pause(betweenStopsMs, undefined, { signal })
    const passed = (performance.now() - startedMs) / 1000
    bar.update(Math.min(seconds, Math.round(passed)))
    const instance = instances[turn % instances.length]
    if (!instance || passed > seconds - betweenStopsMs / 1000) break
    stops.push((await instance.stop()).tookMs)
    await instance.startAgain()
  }
  bar.end()
  return stops
}
