import { setTimeout as pause } from 'node:timers/promises'
import type { ContestList } from '@aplauso/proto'

const requestTimeoutMs = 5_000
const betweenReadsMs = 100

/** Reads how many votes are counted, over all contests; null while they are being recounted. */
export type ReadTotal = () => Promise<number | null>

/** Reads the total of the results API at `url`; rejects if the API does not answer. */
export function totalAt(url: string): ReadTotal {
  const target = new URL('/v1/results', url)
  return async () => {
    const response = await fetch(target, { signal: AbortSignal.timeout(requestTimeoutMs) })
    if (!response.ok) throw new Error(`the results API answered ${response.status}`)
    const { contests } = (await response.json()) as ContestList
    return contests.reduce<number | null>((sum, { total }) => (sum === null || total === null ? null : sum + total), 0)
  }
}

/** Reads the total before a load. @throws Error if it is still being recounted after `patienceMs` */
export async function totalBefore(read: ReadTotal, patienceMs: number, signal: AbortSignal): Promise<number> {
  const untilMs = performance.now() + patienceMs
  for (let total = await read(); ; total = await read()) {
    if (total !== null) return total
    if (performance.now() > untilMs)
      throw new Error('the votes are being recounted, so there is no total to start from')
    await pause(betweenReadsMs, undefined, { signal })
  }
}

export interface Expectation {
  /** the total before the load */
  readonly before: number
  readonly accepted: number
  /** when the last vote was accepted, by `performance.now()` */
  readonly lastAcceptedMs: number
  /** the wait ends if the total does not change for this long */
  readonly patienceMs: number
  /** how long the total must stay the same, once it is reached, to count as final */
  readonly quietMs: number
}

export interface Counted {
  /** votes counted since; null while they are being recounted, or if the results API does not answer */
  readonly counted: number | null
  /** from the last accepted answer until every accepted vote was counted; null if that did not happen */
  readonly settledMs: number | null
}

/** A total that keeps changing, because other callers vote, ends the wait after this many quiet times. */
const maxQuietTimes = 10

/** Waits until the accepted votes are counted, and then until the total stops changing. */
export async function waitUntilCounted(
  read: ReadTotal,
  { before, accepted, lastAcceptedMs, patienceMs, quietMs }: Expectation,
  signal: AbortSignal,
): Promise<Counted> {
  let counted: number | null = null
  let changedMs = performance.now()
  let reachedMs: number | undefined
  for (;;) {
    const total = await read().catch(() => null)
    const nowMs = performance.now()
    const now = total === null ? null : total - before
    if (now !== counted) changedMs = nowMs
    counted = now
    if (counted !== null && counted >= accepted) reachedMs ??= nowMs
    const stillMs = nowMs - changedMs
    const isOver =
      reachedMs === undefined
        ? stillMs >= patienceMs
        : stillMs >= quietMs || nowMs - reachedMs >= quietMs * maxQuietTimes
    if (isOver) return { counted, settledMs: reachedMs === undefined ? null : Math.max(0, reachedMs - lastAcceptedMs) }
    await pause(betweenReadsMs, undefined, { signal })
  }
}
