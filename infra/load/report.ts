import { grouped, type Output } from '../terminal/index.ts'
import type { Counted } from './counting.ts'
import type { LoadReport } from './generate.ts'

export type Target = 'edge' | 'grpc' | 'both'

/** The result of a load; `--json` prints exactly this. */
export interface LoadFigures {
  readonly target: Target
  /** votes a second, over all clients together */
  readonly rate: number
  readonly sent: number
  readonly accepted: number
  readonly refused: number
  /** no answer, or one that leaves the outcome open */
  readonly failed: number
  readonly counted: number | null
  readonly p50Ms: number
  readonly p99Ms: number
  /** from the last accepted answer until every accepted vote was counted; null if that did not happen */
  readonly settledMs: number | null
  readonly ok: boolean
}

/**
 * Compares the figures of a load: each vote sent must have one answer, and every accepted vote must be counted. A failed
 * vote may be stored, and then it counts.
 * @param placesAgree whether archive, tally and results hold the same number, if that can be known
 */
export function figuresOf(
  { target, rate }: Pick<LoadFigures, 'target' | 'rate'>,
  { sent, accepted, refused, failed, latencies }: LoadReport,
  { counted, settledMs }: Counted,
  placesAgree: boolean,
): LoadFigures {
  const isAnswered = sent === accepted + refused + failed
  const isCounted = counted !== null && accepted <= counted && counted <= accepted + failed
  return {
    target,
    rate,
    sent,
    accepted,
    refused,
    failed,
    counted,
    p50Ms: tenths(latencies.quantile(0.5)),
    p99Ms: tenths(latencies.quantile(0.99)),
    settledMs: settledMs === null ? null : Math.round(settledMs),
    ok: isAnswered && isCounted && placesAgree,
  }
}

function tenths(ms: number): number {
  return Math.round(ms * 10) / 10
}

/** Prints a load's figures for people. */
export function sayLoad(figures: LoadFigures, { say, colors }: Output): void {
  const { target, rate, sent, accepted, refused, failed, counted, p50Ms, p99Ms, settledMs, ok } = figures
  const row = (label: string, value: string) => say(`  ${label.padEnd(11)}${value.padStart(12)}`)
  const number = (value: number | null) => (value === null ? 'unknown' : grouped(value))
  say()
  row('target', target)
  row('rate', `${grouped(rate)} /s`)
  row('sent', number(sent))
  row('accepted', number(accepted))
  row('refused', number(refused))
  row('failed', number(failed))
  row('counted', number(counted))
  row('p50', `${p50Ms} ms`)
  row('p99', `${p99Ms} ms`)
  row('settled', settledMs === null ? 'never' : `${number(settledMs)} ms`)
  say()
  say(
    ok
      ? colors.green('The numbers agree: every accepted vote was counted exactly once.')
      : colors.red('The numbers do not agree: accepted ≤ counted ≤ accepted + failed should hold everywhere.'),
  )
}
