import type { Channel } from '@aplauso/proto'
import { edgeClient, grpcClient, type PreparedVote } from '../../clients/cast/index.ts'
import { totalAt, waitUntilCounted } from '../../load/counting.ts'
import { type CastVote, generate } from '../../load/generate.ts'
import { sampleVotes } from '../../load/sample-votes.ts'
import { type CountReader, secretsOf, withCounts } from '../../local/system/index.ts'
import { type RunningSystem, type WithSystemOptions, withSystem } from '../../local/with-system.ts'
import { type Output, step } from '../../terminal/index.ts'
import { untilOutboxIsEmpty } from '../prove/outbox-empty.ts'
import { type BrokerFault, disturbBrokers } from './broker-faults.ts'
import { countLost } from './lost.ts'
import { retryingClient } from './retrying-client.ts'

export interface BrokersOptions extends Pick<WithSystemOptions, 'edgeTransport'> {
  readonly fault: BrokerFault
  /** votes a second over both doors together */
  readonly rate: number
  /** votes a request */
  readonly batch: number
  /** how long votes are cast */
  readonly seconds: number
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
export function disturbThreeBrokers(options: BrokersOptions, output: Output): Promise<BrokersReport> {
  const { edgeTransport = 'relay' } = options
  const system = { engines: ['kafka'], brokers: 3, edgeTransport, leaveOut: ['logs', 'dashboard'] } as const
  return withSystem(system, output, (running) =>
    withCounts(running, (reader) => drill(options, { ...running, reader, output })),
  )
}

interface Stage extends RunningSystem {
  readonly reader: CountReader
  readonly output: Output
}

async function drill(options: BrokersOptions, stage: Stage): Promise<BrokersReport> {
  const { fault, rate, seconds, batch } = options
  const { output, signal, stores, urls } = stage
  const cluster = { folder: stage.engineFolder, addresses: (stores.KAFKA_BROKERS ?? '').split(',') }
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
  const doors = [edgeClient(urls.edge), retryingClient(grpcClient(urls.grpc), retryWindowMs)]
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
  const counts = await settle(stage, accepted.length)
  const lost = await countLost(accepted, stores)
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
async function settle({ folder, urls, reader, output, signal }: Stage, accepted: number) {
  const { RELAY_KEY: relaySecret } = secretsOf(folder)
  const held = await step('Emptying the outbox', output, () =>
    untilOutboxIsEmpty(urls.edge, relaySecret, settleMs, signal),
  )
  if (held > 0) output.say(output.colors.yellow(`The outbox still holds ${held} votes.`))
  const expectation = { before: 0, accepted, lastAcceptedMs: performance.now(), patienceMs: settleMs, quietMs }
  await step('Counting', output, () => waitUntilCounted(totalAt(urls.results), expectation, signal))
  return await reader.settle(0, settleMs, signal)
}
