import { setTimeout as pause } from 'node:timers/promises'
import { Latencies } from '../../terminal/latencies.ts'
import type { CallEnd, RawCalls } from './raw-calls.ts'

interface Load {
  /** connections, used by turns */
  readonly calls: readonly RawCalls[]
  /** votes a call */
  readonly batch: number
  readonly durationMs: number
  readonly signal: AbortSignal
}

/** What came of the votes of one stretch of time. */
export interface Stretch {
  readonly offered: number
  readonly accepted: number
  readonly refused: number
  readonly failed: number
  /** of calls with an accepted vote */
  readonly answered: Latencies
  /** of calls that were refused */
  readonly full: Latencies
  /** until the last answer */
  readonly tookMs: number
}

const callTimeoutMs = 15_000
const tickMs = 5

class Counting {
  offered = 0
  accepted = 0
  refused = 0
  failed = 0
  readonly answered = new Latencies()
  readonly full = new Latencies()
  readonly #startedMs = performance.now()

  add(batch: number, { fate, accepted, queueFull, latencyMs }: CallEnd): void {
    this.accepted += accepted
    this.refused += fate === 'full' ? batch : queueFull
    this.failed += batch - (fate === 'full' ? batch : queueFull) - accepted
    if (accepted > 0) this.answered.add(latencyMs)
    else if (fate !== 'failed') this.full.add(latencyMs)
  }

  done(): Stretch {
    const { offered, accepted, refused, failed, answered, full } = this
    return { offered, accepted, refused, failed, answered, full, tookMs: performance.now() - this.#startedMs }
  }
}

/** Keeps a number of calls open all the time. */
export async function atOnce(load: Load & { readonly open: number }): Promise<Stretch> {
  const { calls, batch, durationMs, signal } = load
  const counting = new Counting()
  const endMs = performance.now() + durationMs
  await Promise.all(
    Array.from({ length: load.open }, async (_, index) => {
      const over = calls[index % calls.length]
      while (over && performance.now() < endMs && !signal.aborted) {
        counting.offered += batch
        counting.add(batch, await over.call(callTimeoutMs))
      }
    }),
  )
  return counting.done()
}

/** Casts at a rate, whatever the answers. */
export async function atRate(load: Load & { readonly votesPerSecond: number }): Promise<Stretch> {
  const { calls, batch, durationMs, votesPerSecond, signal } = load
  const counting = new Counting()
  const startMs = performance.now()
  const open = new Set<Promise<void>>()
  for (let sent = 0; ; ) {
    const passedMs = Math.min(durationMs, performance.now() - startMs)
    for (; sent * batch * 1000 < passedMs * votesPerSecond; sent += 1) {
      const over = calls[sent % calls.length]
      if (!over) break
      counting.offered += batch
      const call = over.call(callTimeoutMs).then((end) => {
        counting.add(batch, end)
        open.delete(call)
      })
      open.add(call)
    }
    if (passedMs >= durationMs || signal.aborted) break
    await pause(tickMs)
  }
  await Promise.all(open)
  return counting.done()
}
