import type { PreparedVote } from '../clients/cast/index.ts'
import { type Output, step } from '../terminal/index.ts'
import { totalBefore, waitUntilCounted } from './counting.ts'
import { generate } from './generate.ts'
import { LiveView } from './live-view.ts'
import type { LoadedSystem } from './loaded-system.ts'
import { figuresOf, type LoadFigures, type Target } from './report.ts'

export interface RunOptions {
  readonly target: Target
  readonly next: () => PreparedVote
  /** votes a second, over all clients together */
  readonly rate: number
  readonly durationMs: number
  /** votes per request */
  readonly batch: number
}

const maxInFlight = 128
/** An overloaded engine may pause for a while, and counting with it. */
const patienceMs = 60_000
const quietMs = 1_500

/**
 * Casts votes at a constant rate, waits until they are counted, and compares.
 * @param onAnswered is called with the last answer, before the wait
 * @throws Error if the counts cannot be read
 */
export async function runLoad(
  options: RunOptions,
  system: LoadedSystem,
  output: Output,
  onAnswered?: () => void,
): Promise<LoadFigures> {
  const { next, rate, durationMs, batch } = options
  const before = await totalBefore(system.total, patienceMs, system.signal)
  const view = new LiveView(system.total, before, output)
  let lastAcceptedMs = performance.now()
  const load = await generate({
    doors: system.clients,
    next,
    ratePerSecond: rate,
    durationMs,
    batch,
    maxInFlight,
    onVote: (vote) => {
      if (vote.fate === 'accepted') lastAcceptedMs = performance.now()
      view.vote(vote)
    },
    onQueue: (waiting) => view.queue(waiting),
    signal: system.signal,
  }).finally(() => view.end())
  onAnswered?.()
  const { accepted } = load
  const expectation = { before, accepted, lastAcceptedMs, patienceMs, quietMs }
  const counted = await step('Counting', output, () => waitUntilCounted(system.total, expectation, system.signal))
  return figuresOf(options, load, counted, await system.placesAgree())
}
