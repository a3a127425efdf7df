import type { Tally, TallySnapshot, TallySummary } from '@aplauso/stores'
import { shared } from '../http/index.ts'

/**
 * How long figures are shown to others too. A page asks once a second, so one viewer always gets new ones, and a
 * thousand cost the tally no more than two.
 */
export const freshMs = 500

/** Contests whose figures are kept at once; only ones that exist are. */
const mostContests = 100

export interface CachedTally {
  /** A contest’s counters with the watermarks. @throws StoreUnavailable */
  read(contest: string): Promise<TallySnapshot>
  /** @throws StoreUnavailable */
  summary(): Promise<TallySummary>
}

/** A tally that is asked at most twice a second for each contest and for the list, however many look. */
export function cachedTally(tally: Pick<Tally, 'read' | 'summary'>, now?: () => number): CachedTally {
  const contests = new Map<string, () => Promise<TallySnapshot>>()
  return {
    read(contest) {
      const ask = contests.get(contest) ?? shared(freshMs, () => tally.read(contest), now)
      // The one asked last goes to the end, so that the first is the one that nobody has asked for longest.
      contests.delete(contest)
      contests.set(contest, ask)
      const [oldest] = contests.keys()
      if (contests.size > mostContests && oldest !== undefined) contests.delete(oldest)
      return ask()
    },
    summary: shared(freshMs, () => tally.summary(), now),
  }
}
