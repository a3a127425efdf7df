import { Latencies } from '../../../terminal/latencies.ts'

/** What callers achieved, each of which waits for its answers. */
export interface Pace {
  readonly votesPerSecond: number
  /** of requests */
  readonly p50Ms: number
  readonly p99Ms: number
  /** votes that were not accepted */
  readonly failed: number
}

const warmUpMs = 1_500

/**
 * Runs callers concurrently, first to warm up, then to measure.
 * @param work sends one request, and returns how many votes it stored
 */
export async function paceOf(
  { callers, batch, measureMs }: { readonly callers: number; readonly batch: number; readonly measureMs: number },
  work: () => Promise<number>,
): Promise<Pace> {
  await run(callers, warmUpMs, batch, work)
  return run(callers, measureMs, batch, work)
}

async function run(callers: number, durationMs: number, batch: number, work: () => Promise<number>): Promise<Pace> {
  const latencies = new Latencies()
  let done = 0
  let failed = 0
  const startedMs = performance.now()
  const call = async () => {
    while (performance.now() - startedMs < durationMs) {
      const sentMs = performance.now()
      const stored = await work()
      latencies.add(performance.now() - sentMs)
      done += stored
      failed += batch - stored
    }
  }
  await Promise.all(Array.from({ length: callers }, call))
  const seconds = (performance.now() - startedMs) / 1000
  const tenth = (ms: number) => Math.round(ms * 10) / 10
  return {
    votesPerSecond: Math.round(done / seconds),
    p50Ms: tenth(latencies.quantile(0.5)),
    p99Ms: tenth(latencies.quantile(0.99)),
    failed,
  }
}
