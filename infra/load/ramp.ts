import { performance } from 'node:perf_hooks'
import type { Output } from '../terminal/index.ts'
import { type GaveWay, gaveWay, kneeOf, nextRate, type RampStep } from './knee.ts'
import type { LoadedSystem } from './loaded-system.ts'
import type { Target } from './report.ts'
import { type RunOptions, runLoad } from './run-load.ts'

/** The result of a ramp; `--json` prints exactly this. */
export interface RampReport {
  readonly target: Target
  /** the highest rate that held, in votes a second; null if none did */
  readonly kneeRate: number | null
  /** what gave way at the lowest rate that did not hold; null if every rate held */
  readonly gaveFirst: GaveWay | null
  readonly steps: readonly RampStep[]
  /** whether the counts agreed at every step */
  readonly ok: boolean
}

/** Tries rate after rate, starting at the given one, until the highest rate that holds is known. */
export async function ramp(options: RunOptions, system: LoadedSystem, output: Output): Promise<RampReport> {
  const steps: RampStep[] = []
  let ok = true
  for (let rate = nextRate(options.rate, steps); rate && ok; rate = nextRate(options.rate, steps)) {
    const idle = performance.eventLoopUtilization()
    let busy = 0
    const figures = await runLoad({ ...options, rate }, system, output, () => {
      busy = performance.eventLoopUtilization(idle).utilization
    })
    const step = {
      rate,
      p50Ms: figures.p50Ms,
      p99Ms: figures.p99Ms,
      failed: figures.failed,
      settledMs: figures.settledMs,
      gaveWay: gaveWay(figures, busy),
    }
    steps.push(step)
    ok = figures.ok
    const verdict = step.gaveWay === null ? 'holds' : `gives way: ${step.gaveWay}`
    const settled = step.settledMs === null ? 'not counted in time' : `counted after ${step.settledMs} ms`
    output.say(`${rate} votes/s ${verdict}; p99 ${step.p99Ms} ms, ${step.failed} failed, ${settled}`)
  }
  const failing = steps.filter((step) => step.gaveWay !== null).sort((a, b) => a.rate - b.rate)
  return { target: options.target, kneeRate: kneeOf(steps) ?? null, gaveFirst: failing[0]?.gaveWay ?? null, steps, ok }
}
