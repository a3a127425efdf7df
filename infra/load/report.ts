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
