import type { Expected } from './expected.ts'
import { kinds, type Sums } from './sums.ts'

/** How a place's sums differ from what was cast. */
export interface Comparison {
  /** votes that the place shows in all, less those that have a row */
  readonly net: number
  /** votes that it shows under contents that were not cast so, beyond what `net` explains */
  readonly wrong: number
  /** a line for each field that differs, for a person */
  readonly lines: readonly string[]
}

/** Holds what a place shows against what was cast. Kinds that it does not show are not compared. */
export function compareSums(place: string, expected: Expected, shown: Sums): Comparison {
  const lines: string[] = []
  const net = votesIn(shown.total) - expected.votes
  let wrong = 0
  for (const kind of kinds) {
    const fields = shown[kind]
    if (!fields) continue
    let surplus = 0
    let deficit = 0
    for (const field of new Set([...expected.most[kind].keys(), ...fields.keys()])) {
      const votes = fields.get(field) ?? 0
      const least = expected.least[kind].get(field) ?? 0
      const most = expected.most[kind].get(field) ?? 0
      if (votes >= least && votes <= most) continue
      surplus += Math.max(0, votes - most)
      deficit += Math.max(0, least - votes)
      lines.push(`${place}, ${kind} ${field}: shows ${votes}, cast ${least === most ? most : `${least} to ${most}`}`)
    }
    const sum = votesIn(fields)
    if (sum - expected.votes !== net)
      lines.push(`${place}: ${kind} sum up to ${sum}, the total to ${net + expected.votes}`)
    wrong = Math.max(wrong, Math.max(surplus, deficit) - Math.abs(net), Math.abs(sum - expected.votes - net))
  }
  return { net, wrong, lines }
}

function votesIn(fields: ReadonlyMap<string, number> = new Map()): number {
  let votes = 0
  for (const count of fields.values()) votes += count
  return votes
}
