import type { Difference } from '@aplauso/consumer/recount'
import { type CounterKind, counterKinds } from '@aplauso/proto'
import type { Counters } from './observed.ts'

/** The pace is a window that moves with the tally's clock: it cannot be compared. */
export const comparedKinds = counterKinds.filter((kind) => kind !== 'pace')

/**
 * Every counter in which the tally is not what the archive's rows sum up to. The product's own recount compares too;
 * a checker that called it would believe what it is to check.
 */
export function compareCounters(archive: Counters, tally: Counters): readonly Difference[] {
  return [...new Set([...archive.keys(), ...tally.keys()])].flatMap((contest) =>
    comparedKinds.flatMap((kind) => {
      const inArchive = archive.get(contest)?.[kind] ?? new Map<string, number>()
      const inTally = tally.get(contest)?.[kind] ?? new Map<string, number>()
      return [...new Set([...inArchive.keys(), ...inTally.keys()])]
        .map((field) => ({
          contest,
          kind,
          field,
          archive: inArchive.get(field) ?? 0,
          tally: inTally.get(field) ?? 0,
        }))
        .filter((counter) => counter.archive !== counter.tally)
    }),
  )
}

/**
 * How many votes the tally counted too often: each moves a counter of every kind by one, so that the kind with the most
 * surplus tells.
 */
export function surplusOf(differences: readonly Difference[]): number {
  return mostOfAnyKind(differences, ({ archive, tally }) => tally - archive)
}

/** How many votes the tally counted too seldom. */
export function deficitOf(differences: readonly Difference[]): number {
  return mostOfAnyKind(differences, ({ archive, tally }) => archive - tally)
}

function mostOfAnyKind(differences: readonly Difference[], excess: (counter: Difference) => number): number {
  const sums = comparedKinds.map((kind) =>
    differences
      .filter((counter) => counter.kind === kind)
      .reduce((sum, counter) => sum + Math.max(0, excess(counter)), 0),
  )
  return Math.max(...sums)
}

/** The votes that one kind of counter adds up to, over all contests. */
export function votesOf(counters: Counters, kind: CounterKind): number {
  let votes = 0
  for (const contest of counters.values()) for (const count of contest[kind].values()) votes += count
  return votes
}
