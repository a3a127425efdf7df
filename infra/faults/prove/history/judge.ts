import { compareSums } from './compare-sums.ts'
import type { Expected } from './expected.ts'
import type { Observed } from './observed.ts'
import { expectedInBins } from './rank-bins.ts'

/** Whether every vote was counted as it was answered, under what it said. */
export interface Verdict {
  /** whether there is nothing to report: every number here is 0, and nothing disagrees */
  readonly clean: boolean
  /** votes with an accepted attempt that have no row */
  readonly lost: number
  /** rows beyond the first of their vote, and votes that the tally counted more often than there are rows */
  readonly double: number
  /** votes that have a row, and that the tally did not count */
  readonly uncounted: number
  /** votes that stand under other contents than were cast, in the place that has the most of them */
  readonly wrong: number
  /** votes of which every attempt was refused that have a row */
  readonly refusedCounted: number
  /** rows that nobody cast */
  readonly alien: number
  /** what else is not as it must be, a line each, for a person */
  readonly disagreements: readonly string[]
  /** up to 20 keys of each */
  readonly examples: Readonly<Record<'lost' | 'double' | 'refusedCounted' | 'alien' | 'forged', readonly string[]>>
}

const mostLines = 20

/**
 * Holds what the system has against what its callers were answered. An accepted vote has exactly one row, an unknown
 * one at most one, a refused one none; and archive, tally, recount, results API and log API show each vote that has a row
 * under what was cast, once, and no other.
 */
export function judge({ rows, counted, archive, tally, recount, results, log }: Observed): Verdict {
  const { lost, double, refusedCounted, alien, forged } = rows
  const expected = { ...rows.expected, votes: rows.rows }
  const lines: string[] = []
  let wrong = forged.count
  /** @returns how many votes the place shows beyond those that have a row */
  const compare = (place: string, shown: Observed['archive'], cast: Expected = expected) => {
    const comparison = compareSums(place, cast, shown)
    wrong = Math.max(wrong, comparison.wrong)
    lines.push(...few(place, comparison.lines))
    return comparison.net
  }

  if (counted !== rows.rows) lines.push(`the archive counts ${counted} rows, but ${rows.rows} keys were read from it`)
  compare('the archive', archive)
  if (!tally) lines.push('the tally has no watermarks: nothing is counted')
  const inTally = tally ? compare('the tally', tally) : -rows.rows
  if (recount.state !== 'compared') lines.push(`recount could not compare: ${recount.state}`)
  lines.push(...few('recount', recount.differences.map(lineOf)))
  if (results) compare('the results API', results, expectedInBins(expected, results.rankBins ?? new Map()))
  else lines.push('the results API says that it is recounting')
  if (log) compare('the log API', log)

  const numbers = {
    lost: lost.count,
    double: double.count + Math.max(0, inTally),
    uncounted: Math.max(0, -inTally),
    wrong,
    refusedCounted: refusedCounted.count,
    alien: alien.count,
  }
  return {
    clean: lines.length === 0 && Object.values(numbers).every((number) => number === 0),
    ...numbers,
    disagreements: lines,
    examples: {
      lost: lost.examples,
      double: double.examples,
      refusedCounted: refusedCounted.examples,
      alien: alien.examples,
      forged: forged.examples,
    },
  }
}

function lineOf({ contest, kind, field, tally, archive }: Observed['recount']['differences'][number]): string {
  return `recount ${contest} ${kind} ${JSON.stringify(field)}: the tally says ${tally}, the archive ${archive}`
}

function few(place: string, lines: readonly string[]): readonly string[] {
  const more = lines.length - mostLines
  return more > 0 ? [...lines.slice(0, mostLines), `${place}: and ${more} more counters`] : lines
}
