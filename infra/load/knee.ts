import type { LoadFigures } from './report.ts'

/** What gives way first when more votes arrive than a system can take. */
export type GaveWay = 'generator' | 'answers' | 'latency' | 'counting'

/** A rate that the ramp tried. */
export interface RampStep {
  readonly rate: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly failed: number
  readonly settledMs: number | null
  /** null: the system holds this rate */
  readonly gaveWay: GaveWay | null
}

/** Voters do not wait longer for an answer. */
const p99LimitMs = 1_000
/** The promise: on screen within two seconds. */
const settledLimitMs = 2_000
/** If the generator is busy for more than this share of the time, it measures its own limit. */
const busyLimit = 0.95
const growth = 1.5
const closeEnough = 1.1
const maxSteps = 12

/** What gave way under a load, the cause before its effects; null if nothing did. @param busy the share of time that the generator was busy */
export function gaveWay({ refused, failed, p99Ms, settledMs }: LoadFigures, busy: number): GaveWay | null {
  if (busy > busyLimit) return 'generator'
  if (failed + refused > 0) return 'answers'
  if (p99Ms > p99LimitMs) return 'latency'
  return settledMs === null || settledMs > settledLimitMs ? 'counting' : null
}

/** The rate to try next; undefined once the knee is known closely enough. */
export function nextRate(first: number, steps: readonly RampStep[]): number | undefined {
  if (steps.length >= maxSteps) return undefined
  const low = kneeOf(steps)
  const failing = steps.filter((step) => step.gaveWay !== null).map(({ rate }) => rate)
  const high = failing.length > 0 ? Math.min(...failing) : undefined
  if (low === undefined && high === undefined) return first
  if (high === undefined) return Math.ceil((low ?? first) * growth)
  if (low === undefined) return high > 1 ? Math.floor(high / 2) : undefined
  const middle = Math.round((low + high) / 2)
  return high / low <= closeEnough || middle === low || middle === high ? undefined : middle
}

/** The highest rate that held below every rate that did not; undefined if none did. */
export function kneeOf(steps: readonly RampStep[]): number | undefined {
  const high = Math.min(...steps.filter((step) => step.gaveWay !== null).map(({ rate }) => rate))
  const held = steps.filter((step) => step.gaveWay === null && step.rate < high).map(({ rate }) => rate)
  return held.length > 0 ? Math.max(...held) : undefined
}
