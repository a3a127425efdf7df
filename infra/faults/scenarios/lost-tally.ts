import { setTimeout as pause } from 'node:timers/promises'
import { counterKey } from '@aplauso/proto'
import { grpcClient } from '../../clients/cast/index.ts'
import type { BrokerCount } from '../../engines/index.ts'
import { redisCommand } from '../../engines/redis/command.ts'
import { generate } from '../../load/generate.ts'
import { sampleVotes } from '../../load/sample-votes.ts'
import { type CountReader, withCounts } from '../../local/system/index.ts'
import { type RunningSystem, withSystem } from '../../local/with-system.ts'
import { type Output, step } from '../../terminal/index.ts'

export interface LostTallyReport {
  readonly votes: number
  /** from FLUSHALL until results showed every vote again */
  readonly rebuiltMs: number
  /** from the loss of one counter until the recount had put it back */
  readonly repairedMs: number
  readonly archive: number
  readonly tally: number | null
  readonly ok: boolean
}

const batch = 500
const ratePerSecond = 5_000
const archivePatienceMs = 180_000
const rebuildLimitMs = 300_000
const repairLimitMs = 120_000

/**
 * Takes all of Redis away from a system that has counted many votes, then a single counter, and waits until results
 * are right again; nobody helps.
 * @param brokers the number of Kafka's brokers (1)
 * @throws ProcessDied, EnginesError, Interrupted; Error where results do not come right in time
 */
export function loseTally(votes: number, output: Output, brokers?: BrokerCount): Promise<LostTallyReport> {
  return withSystem({ engines: 'own', brokers }, output, (system) =>
    withCounts(system, (reader) => drill(votes, system, reader, output)),
  )
}

async function drill(
  votes: number,
  { stores, urls, signal }: RunningSystem,
  reader: CountReader,
  output: Output,
): Promise<LostTallyReport> {
  await step(`Casting ${votes} votes`, output, () => cast(votes, urls.grpc, signal))
  await step('Counting', output, () => reader.settle(votes, archivePatienceMs, signal))
  const isRight = async () => (await reader.read().catch(() => undefined))?.counted === votes
  const rebuiltMs = await step('After FLUSHALL', output, async () => {
    await redisCommand(stores, ['FLUSHALL'])
    return timeUntil(isRight, rebuildLimitMs, signal)
  })
  const repairedMs = await step('After DEL of one counter', output, async () => {
    await redisCommand(stores, ['DEL', counterKey('default', 'total')])
    return timeUntil(isRight, repairLimitMs, signal)
  })
  const { archive, tally } = await reader.read()
  return { votes, rebuiltMs, repairedMs, archive, tally, ok: archive === votes && tally === votes }
}

async function cast(votes: number, address: string, signal: AbortSignal): Promise<void> {
  const door = grpcClient(address)
  try {
    const durationMs = (votes * 1_000) / ratePerSecond
    const load = { doors: [door], next: sampleVotes(), ratePerSecond, durationMs, batch, maxInFlight: 4, signal }
    const { accepted } = await generate(load)
    if (accepted !== votes) throw new Error(`only ${accepted} of ${votes} votes were accepted`)
  } finally {
    door.close()
  }
}

async function timeUntil(isRight: () => Promise<boolean>, limitMs: number, signal: AbortSignal): Promise<number> {
  const startedMs = performance.now()
  while (!(await isRight())) {
    if (performance.now() - startedMs > limitMs) throw new Error(`results are not right after ${limitMs / 1_000} s`)
    await pause(100, undefined, { signal })
  }
  return Math.round(performance.now() - startedMs)
}
