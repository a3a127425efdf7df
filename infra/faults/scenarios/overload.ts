import { setTimeout as pause } from 'node:timers/promises'
import { type WithSystemOptions, withSystem } from '../../local/with-system.ts'
import { type Output, step } from '../../terminal/index.ts'
import { type MemoryWatch, measuredIngest } from './memory-watch.ts'
import { batchMessage, castVotesPath } from './messages.ts'
import { RawCalls } from './raw-calls.ts'
import { atOnce, atRate, type Stretch } from './raw-load.ts'

export interface OverloadOptions extends Pick<WithSystemOptions, 'engines' | 'brokers'> {
  /** how long the overload lasts */
  readonly seconds: number
  /** times the capacity */
  readonly times: number
  /** votes a call */
  readonly batch: number
}

export interface OverloadReport {
  /** accepted votes a second where 16 calls are always open */
  readonly capacity: number
  readonly offered: number
  readonly accepted: number
  /** refused votes a second */
  readonly refused: number
  /** votes without an answer, all in all */
  readonly failed: number
  readonly acceptedP99Ms: number
  readonly refusedP50Ms: number
  readonly refusedP99Ms: number
  readonly calmMib: number
  readonly mostMib: number
  /** the last third's mean memory over the middle third's */
  readonly growth: number
  readonly afterAccepted: number
  readonly afterRefused: number
  readonly afterP99Ms: number
  readonly seconds: number
  readonly ok: boolean
}

const connections = 16
const openCalls = 16
const measureMs = 5_000
const keptShare = 0.7
const mostGrowth = 1.25
const mostRefusedMs = 1_000

/** Casts several times what one gRPC server can store. @throws ProcessDied, EnginesError, Interrupted */
export function overload(options: OverloadOptions, output: Output): Promise<OverloadReport> {
  const leaveOut = ['ingest', 'consumer', 'results', 'logs', 'edge', 'dashboard']
  return withSystem({ ...options, leaveOut }, output, async (system) => {
    const { memory } = await measuredIngest(system)
    const address = system.urls.grpc
    const calls = Array.from(
      { length: connections },
      () => new RawCalls(address, castVotesPath, batchMessage(options.batch)),
    )
    try {
      return await drill(options, { calls, memory, output, signal: system.signal })
    } finally {
      for (const one of calls) one.close()
    }
  })
}

interface Stage {
  readonly calls: readonly RawCalls[]
  readonly memory: MemoryWatch
  readonly output: Output
  readonly signal: AbortSignal
}

async function drill({ seconds, times, batch }: OverloadOptions, stage: Stage): Promise<OverloadReport> {
  const { calls, memory, output, signal } = stage
  const load = { calls, batch, signal }
  await atOnce({ ...load, open: openCalls, durationMs: measureMs / 2 })
  const closed = await step('Measuring the capacity', output, () =>
    atOnce({ ...load, open: openCalls, durationMs: measureMs }),
  )
  const capacity = closed.accepted / (measureMs / 1000)
  const half = { ...load, votesPerSecond: capacity / 2, durationMs: measureMs }
  await step('Half of it', output, () => atRate(half))
  const calmMib = await memory.now()
  const watching = memory.start()
  const over = await step(`${times} times as much`, output, () =>
    atRate({ ...load, votesPerSecond: capacity * times, durationMs: seconds * 1000 }),
  )
  const samples = await watching()
  await pause(1_000, undefined, { signal })
  const after = await step('Half of it again', output, () => atRate(half))
  const third = Math.floor(samples.length / 3)
  const growth = mean(samples.slice(-third)) / mean(samples.slice(third, -third))
  const per = (votes: number, { tookMs }: Stretch) => Math.round((votes * 1000) / tookMs)
  const mostMib = Math.max(...samples)
  const ok =
    per(over.accepted, over) >= keptShare * capacity &&
    over.failed === 0 &&
    over.full.quantile(0.99) <= mostRefusedMs &&
    growth <= mostGrowth &&
    after.refused + after.failed === 0
  return {
    capacity: Math.round(capacity),
    offered: per(over.offered, over),
    accepted: per(over.accepted, over),
    refused: per(over.refused, over),
    failed: over.failed + after.failed,
    acceptedP99Ms: Math.round(over.answered.quantile(0.99)),
    refusedP50Ms: Math.round(over.full.quantile(0.5)),
    refusedP99Ms: Math.round(over.full.quantile(0.99)),
    calmMib: Math.round(calmMib),
    mostMib: Math.round(mostMib),
    growth: Math.round(growth * 100) / 100,
    afterAccepted: per(after.accepted, after),
    afterRefused: after.refused,
    afterP99Ms: Math.round(after.answered.quantile(0.99)),
    seconds,
    ok,
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length)
}
