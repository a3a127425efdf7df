import { compareCounters, comparedKinds, deficitOf, surplusOf, votesOf } from './compare-counters.ts'
import type { History } from './history.ts'
import type { Observed } from './observed.ts'

/** Whether every vote was counted as it was answered. */
export interface Verdict {
  /** whether there is nothing to tell: every number here is 0, and nothing disagrees */
  readonly clean: boolean
  /** keys with an accepted attempt that have no row */
  readonly lost: number
  /** rows beyond the first of their key, and votes that the tally counted more often than the archive has them */
  readonly double: number
  /** votes that have a row, and that the tally counted less often */
  readonly uncounted: number
  /** keys of which every attempt was refused that have a row */
  readonly refusedCounted: number
  /** rows that nobody cast */
  readonly alien: number
  /** what else is not as it must be, a line each, for a person */
  readonly disagreements: readonly string[]
  /** up to 20 keys of each */
  readonly examples: Readonly<Record<'lost' | 'double' | 'refusedCounted' | 'alien', readonly string[]>>
}

const mostExamples = 20
const mostCounters = 20

/**
 * Holds what stands in the system against what its callers were told: an accepted vote has exactly one row, an unknown
 * one at most one, a refused one none; archive, tally, recount and results API say the same.
 */
export function judge(history: History, observed: Observed): Verdict {
  const lost = new Finding()
  const double = new Finding()
  const refusedCounted = new Finding()
  const alien = new Finding()

  const seen = new Set<string>()
  let keys = 0
  for (const key of observed.keys) {
    keys += 1
    const fate = history.fateOf(key)
    if (fate === undefined) alien.add(key)
    else if (seen.has(key)) double.add(key)
    else if (fate === 'refused') refusedCounted.add(key)
    seen.add(key)
  }
  for (const [key, fate] of history.votes()) if (fate === 'accepted' && !seen.has(key)) lost.add(key)

  const { disagreements, surplus, deficit } = disagreementsOf(observed, keys)
  const numbers = {
    lost: lost.count,
    double: double.count + surplus,
    uncounted: deficit,
    refusedCounted: refusedCounted.count,
    alien: alien.count,
  }
  return {
    clean: disagreements.length === 0 && Object.values(numbers).every((number) => number === 0),
    ...numbers,
    disagreements,
    examples: {
      lost: lost.examples,
      double: double.examples,
      refusedCounted: refusedCounted.examples,
      alien: alien.examples,
    },
  }
}

/** @param keys how many keys were read */
function disagreementsOf(
  { rows, archive, tally, recount, results }: Observed,
  keys: number,
): { readonly disagreements: readonly string[]; readonly surplus: number; readonly deficit: number } {
  const lines: string[] = []
  const differences = tally ? compareCounters(archive, tally) : []
  if (rows !== keys) lines.push(`the archive counts ${rows} rows, but ${keys} keys were read from it`)
  for (const kind of comparedKinds) {
    const votes = votesOf(archive, kind)
    if (votes !== keys) lines.push(`the archive's rows sum up to ${votes} in ${kind}, but it holds ${keys} keys`)
  }
  if (!tally) lines.push('the tally has no watermarks: nothing is counted')
  lines.push(...linesOf('tally', differences))
  if (recount.state === 'recounting') lines.push('recount had no watermarks to compare at')
  if (recount.state === 'behind') lines.push('the tally is further on than the archive')
  if (recount.state === 'incomplete') lines.push('the archive has fewer rows than it noted')
  lines.push(...linesOf('recount', recount.differences))
  if (results === null) lines.push('the results API says that it is recounting')
  else if (results !== keys) lines.push(`the results API shows ${results} votes, the archive holds ${keys}`)
  return { disagreements: lines, surplus: surplusOf(differences), deficit: tally ? deficitOf(differences) : keys }
}

function linesOf(where: string, differences: Observed['recount']['differences']): readonly string[] {
  const lines = differences
    .slice(0, mostCounters)
    .map(
      ({ contest, kind, field, tally, archive }) =>
        `${where} ${contest} ${kind} ${JSON.stringify(field)}: the tally says ${tally}, the archive ${archive}`,
    )
  const more = differences.length - lines.length
  return more > 0 ? [...lines, `${where}: and ${more} more counters`] : lines
}

/** How many, and the first few. */
class Finding {
  readonly examples: string[] = []
  count = 0

  add(key: string): void {
    this.count += 1
    if (this.examples.length < mostExamples) this.examples.push(key)
  }
}
