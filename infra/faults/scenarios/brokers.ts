import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Channel } from '@aplauso/proto'
import { edgeClient, grpcClient, type PreparedVote } from '../../clients/cast/index.ts'
import { enginesDown, enginesUp } from '../../engines/index.ts'
import { totalAt, waitUntilCounted } from '../../load/counting.ts'
import { type CastVote, generate } from '../../load/generate.ts'
import { sampleVotes } from '../../load/sample-votes.ts'
import { buildMissing } from '../../local/build/index.ts'
import {
  CountReader,
  type EdgeTransport,
  freePorts,
  startSystem,
  storesFolderOf,
  withProcesses,
} from '../../local/system/index.ts'
import { secretsOf } from '../../local/system/secrets.ts'
import { Interrupted, type Output, step } from '../../terminal/index.ts'
import { untilOutboxIsEmpty } from '../prove/outbox-empty.ts'
import { type BrokerFault, type Cluster, disturbBrokers } from './broker-faults.ts'
import { countLost } from './lost.ts'
import { retryingClient } from './retrying-client.ts'

export interface BrokersOptions {
  readonly fault: BrokerFault
  /** votes a second over both doors together */
  readonly rate: number
  /** votes a request */
  readonly batch: number
  /** how long votes are cast */
  readonly seconds: number
  /** the edge's way to the log */
  readonly edgeTransport: EdgeTransport
}

export interface BrokersReport {
  readonly fault: BrokerFault
  readonly faults: number
  readonly accepted: number
  /** votes without an answer, or answered with an error; any of them may be stored */
  readonly failed: number
  readonly refused: number
  readonly archive: number
  readonly tally: number | null
  readonly counted: number | null
  /** accepted votes without a row in the archive at the end */
  readonly lost: number
  /** votes over gRPC that were not accepted within the callers' window of 30 s */
  readonly grpcErrors: number
  readonly longestWaitMs: Readonly<Record<Channel, number>>
  /** whether every accepted vote was counted once, and no caller over gRPC saw an error */
  readonly ok: boolean
  /** whether the longest waits are within their bounds as well */
  readonly inTime: boolean
}

const retryWindowMs = 30_000
const settleMs = 120_000
/** New processes run code that is not compiled yet: what they do at first says nothing of the fault. */
const warmUpMs = 20_000
/** A vote that failed may still be under way: nothing may have moved for longer than any of our timeouts. */
const quietMs = 6_000
/** acks=all waits for a silent replica until the controller fences its broker, 9 s by Kafka's default. */
const fencedMs = 9_000
/**
 * The brokers are controllers as well. If it was the active one, the others miss it after 2 s and elect another within 2 s,
 * by Kafka's defaults, which then waits for the broker anew.
 */
const electedMs = 4_000
const spareMs = 3_000

/**
 * Disturbs three real brokers one after the other while votes come in through both doors, and counts at the end. Archive and
 * tally are the embedded ones: they are not what is tried here.
 * @throws ProcessDied, EnginesError, Interrupted
 */
export async function disturbThreeBrokers(options: BrokersOptions, output: Output): Promise<BrokersReport> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-brokers-'))
  const engineFolder = join(folder, 'engines')
  try {
    const report = await withProcesses(folder, output, async ({ supervisor, signal }) => {
      await buildMissing(output, signal)
      const say = (line: string) => output.say(output.colors.dim(line))
      const { environment } = await enginesUp({
        folder: engineFolder,
        environment: {},
        only: ['kafka'],
        brokers: 3,
        say,
      })
      const engines = { ...environment, APLAUSO_DATA: storesFolderOf(folder) }
      const ports = await freePorts()
      const { edgeTransport } = options
      const leaveOut = ['logs', 'dashboard']
      const { urls, stores } = await step('Starting the system', output, () =>
        startSystem(supervisor, { folder, ports, edgeTransport, engines, leaveOut }),
      )
      const reader = await CountReader.open(stores, urls.results)
      const addresses = (environment.KAFKA_BROKERS ?? '').split(',')
      try {
        const system = { ...urls, relaySecret: secretsOf(folder).RELAY_KEY, reader, stores, output, signal }
        return await drill(options, { folder: engineFolder, addresses }, system)
      } finally {
        await reader.close()
      }
    })
    if (!report) throw new Interrupted()
    return report
  } finally {
    await enginesDown({ folder: engineFolder })
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

interface RunningSystem {
  readonly edge: string
  readonly grpc: string
  readonly results: string
  readonly relaySecret: string
  readonly reader: CountReader
  readonly stores: Readonly<Record<string, string>>
  readonly output: Output
  readonly signal: AbortSignal
}

async function drill(options: BrokersOptions, cluster: Cluster, system: RunningSystem): Promise<BrokersReport> {
  const { fault, rate, seconds, batch } = options
  const { output, signal } = system
  const accepted: PreparedVote[] = []
  const longest = { edge: 0, grpc: 0 }
  const failed = { edge: 0, grpc: 0 }
  let refused = 0
  const note = ({ ballot, door, fate, latencyMs }: CastVote) => {
    longest[door] = Math.max(longest[door], latencyMs)
    if (fate === 'accepted') accepted.push(ballot)
    else if (fate === 'failed') failed[door] += 1
    else refused += 1
  }
  const doors = [edgeClient(system.edge), retryingClient(grpcClient(system.grpc), retryWindowMs)]
  const plan = { doors, next: sampleVotes(), batch, maxInFlight: 30_000, onVote: note, signal }
  await step('Warming up brokers and doors', output, () =>
    generate({ ...plan, ratePerSecond: rate / 4, durationMs: warmUpMs }),
  )
  longest.edge = 0
  longest.grpc = 0
  const load = generate({ ...plan, ratePerSecond: rate, durationMs: seconds * 1_000 })
  const untilMs = performance.now() + seconds * 1_000
  const faults = await step(`Casting ${rate} votes a second for ${seconds} s: ${fault}`, output, async () => {
    const [done] = await Promise.all([disturbBrokers(cluster, fault, untilMs, signal), load])
    return done
  })
  for (const door of doors) door.close()
  const counts = await settle(system, accepted.length)
  const lost = await countLost(accepted, system.stores)
  const unknown = failed.edge + failed.grpc
  const { archive, tally, counted } = counts
  const grpcLimitMs = fault === 'kill' || fault === 'freeze' ? fencedMs + electedMs + spareMs : spareMs
  return {
    fault,
    faults,
    accepted: accepted.length,
    failed: unknown,
    refused,
    archive,
    tally,
    counted,
    lost,
    grpcErrors: failed.grpc,
    longestWaitMs: { edge: Math.round(longest.edge), grpc: Math.round(longest.grpc) },
    ok:
      lost === 0 &&
      failed.grpc === 0 &&
      tally === archive &&
      counted === archive &&
      archive >= accepted.length &&
      archive <= accepted.length + unknown,
    inTime: longest.edge <= spareMs && longest.grpc <= grpcLimitMs,
  }
}

/**
 * Waits until nothing moves any more. Callers over gRPC send votes again that are stored already, so that the number of
 * records does not say whether every vote has arrived.
 */
async function settle({ edge, relaySecret, results, reader, output, signal }: RunningSystem, accepted: number) {
  const held = await step('Emptying the outbox', output, () => untilOutboxIsEmpty(edge, relaySecret, settleMs, signal))
  if (held > 0) output.say(output.colors.yellow(`The outbox still holds ${held} votes.`))
  const expectation = { before: 0, accepted, lastAcceptedMs: performance.now(), patienceMs: settleMs, quietMs }
  await step('Counting', output, () => waitUntilCounted(totalAt(results), expectation, signal))
  return await reader.settle(0, settleMs, signal)
}
