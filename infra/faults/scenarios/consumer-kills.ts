import { setTimeout as pause } from 'node:timers/promises'
import { edgeClient, grpcClient, type PreparedVote } from '../../clients/cast/index.ts'
import { generate } from '../../load/generate.ts'
import { sampleVotes } from '../../load/sample-votes.ts'
import type { RestartingProcess } from '../../local/supervisor/index.ts'
import { type CountReader, decidedRecords, withCounts } from '../../local/system/index.ts'
import { type RunningSystem, type WithSystemOptions, withSystem } from '../../local/with-system.ts'
import { type Output, progressBar, step } from '../../terminal/index.ts'
import { countLost } from './lost.ts'

export interface KillOptions extends Pick<WithSystemOptions, 'engines' | 'brokers'> {
  readonly kills: number
  /** votes a second over both doors together */
  readonly rate: number
}

export interface KillReport {
  readonly kills: number
  readonly sent: number
  readonly accepted: number
  readonly refused: number
  readonly failed: number
  readonly duplicates: number
  readonly counted: number | null
  readonly archive: number
  readonly tally: number | null
  /** votes answered "accepted", those cast twice counted once */
  readonly expected: number
  /** votes answered "accepted" that have no row in the archive */
  readonly lost: number
  readonly seconds: number
  readonly ok: boolean
}

const batch = 10
const share = 0.1
const leastLifeMs = 300
const mostLifeMs = 1_500
const patienceMs = 60_000

/**
 * Kills the consumer with -9 while votes come in through both doors, a tenth of them twice, and counts at the end.
 * @throws ProcessDied, EnginesError, Interrupted
 */
export function killConsumers(options: KillOptions, output: Output): Promise<KillReport> {
  return withSystem({ ...options, leaveOut: ['consumer'] }, output, async (system) => {
    const consumer = await system.restarting('consumer')
    return withCounts(system, (reader) => drill(options, { ...system, consumer, reader, output }))
  })
}

interface Stage extends RunningSystem {
  readonly consumer: RestartingProcess
  readonly reader: CountReader
  readonly output: Output
}

async function drill({ kills, rate }: KillOptions, stage: Stage): Promise<KillReport> {
  const { consumer, reader, output } = stage
  const startedMs = performance.now()
  const before = await reader.settle(0, patienceMs, stage.signal)
  const doors = [edgeClient(stage.urls.edge), grpcClient(stage.urls.grpc)]
  const accepted = new Map<string, PreparedVote>()
  const killing = new AbortController()
  const load = generate({
    doors,
    next: sampleVotes(share),
    ratePerSecond: rate,
    durationMs: 3_600_000,
    batch,
    maxInFlight: 64,
    onVote: ({ ballot, fate }) => {
      if (fate === 'accepted') accepted.set(ballot.text, ballot)
    },
    signal: AbortSignal.any([stage.signal, killing.signal]),
  })
  const bar = progressBar('Killing the consumer', kills, output)
  while (consumer.kills < kills) {
    await pause(leastLifeMs + Math.random() * (mostLifeMs - leastLifeMs), undefined, { signal: stage.signal })
    await consumer.kill()
    bar.update(consumer.kills)
  }
  bar.end()
  killing.abort()
  const sent = await load
  for (const door of doors) door.close()
  const records = decidedRecords(before) + sent.accepted
  const counts = await step('Counting', output, () => reader.settle(records, patienceMs, stage.signal))
  const duplicates = counts.duplicates - before.duplicates
  const archive = counts.archive - before.archive
  const tally = counts.tally === null ? null : counts.tally - (before.tally ?? 0)
  const counted = counts.counted === null ? null : counts.counted - (before.counted ?? 0)
  const lost = await countLost(accepted.values(), stage.stores)
  // A vote that failed is unknown: it may be stored, and then it counts.
  const isRight = lost === 0 && archive >= accepted.size && archive <= accepted.size + sent.failed
  return {
    kills,
    sent: sent.sent,
    accepted: sent.accepted,
    refused: sent.refused,
    failed: sent.failed,
    duplicates,
    counted,
    archive,
    tally,
    expected: accepted.size,
    lost,
    seconds: Math.round((performance.now() - startedMs) / 100) / 10,
    ok: isRight && counted === archive && tally === archive,
  }
}
