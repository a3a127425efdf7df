import type { Increments } from '@aplauso/proto'
import { fieldOf, type Sums } from './sums.ts'

/** Counters of the archive or the tally as sums. The pace is left out: its window moves with the tally's clock. */
export function sumsOfCounters(counters: Increments): Sums {
  const sums = {
    total: new Map<string, number>(),
    bands: new Map<string, number>(),
    albums: new Map<string, number>(),
    ranks: new Map<string, number>(),
    channels: new Map<string, number>(),
  }
  for (const [contest, kinds] of counters) {
    for (const [, votes] of kinds.total) sums.total.set(fieldOf(contest), votes)
    for (const kind of ['bands', 'channels'] as const) {
      for (const [field, votes] of kinds[kind]) sums[kind].set(fieldOf(contest, field), votes)
    }
    for (const kind of ['albums', 'ranks'] as const) {
      for (const [field, votes] of kinds[kind]) sums[kind].set(fieldOf(contest, ...partsOf(field)), votes)
    }
  }
  return sums
}

/** The contract makes these fields JSON arrays; one that is not stays as it is, so that it agrees with nothing. */
function partsOf(field: string): readonly (string | number)[] {
  try {
    const parts: unknown = JSON.parse(field)
    return Array.isArray(parts) ? parts : [field]
  } catch {
    return [field]
  }
}
