import type { PreparedVote } from '../clients/cast/index.ts'
import { type Output, step } from '../terminal/index.ts'
import { totalBefore, waitUntilCounted } from './counting.ts'
import { generate } from './generate.ts'
import { LiveView } from './live-view.ts'
import { figuresOf, type LoadFigures, type Target } from './report.ts'
import type { Stage } from './stage.ts'

export interface RunOptions {
  readonly target: Target
  readonly next: () => PreparedVote
  /** votes a second, over all doors together */
  readonly rate: number
  readonly durationMs: number
  /** votes a request */
  readonly batch: number
}

const maxInFlight = 128
/** An engine that is overloaded may stand still for a while, and the counting with it. */
const patienceMs = 60_000
const quietMs = 1_500

/**
 * Casts votes at a constant rate, waits until they are counted, and compares.
 * @param onAnswered told when the last answer is in, before the wait
 * @throws Error where the counts cannot be read
 */
export async function runLoad(
  options: RunOptions,
  stage: Stage,
  output: Output,
  onAnswered?: () => void,
): Promise<LoadFigures> {
  const { next, rate, durationMs, batch } = options
  const before = await totalBefore(stage.total, patienceMs, stage.signal)
  const view = new LiveView(stage.total, before, output)
  let lastAcceptedMs = performance.now()
  const load = await generate({
    doors: stage.doors,
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
    signal: stage.signal,
  }).finally(() => view.end())
  onAnswered?.()
  const { accepted } = load
  const expectation = { before, accepted, lastAcceptedMs, patienceMs, quietMs }
  const counted = await step('Counting', output, () => waitUntilCounted(stage.total, expectation, stage.signal))
  return figuresOf(options, load, counted, await stage.placesAgree())
}
