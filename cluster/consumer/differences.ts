import { type CounterKind, counterKinds, type Increments, namedKinds, underFieldsOf } from '@aplauso/proto'
import type { CounterSnapshot } from '@aplauso/stores'

/** A counter that is not what the archive says. */
export interface Difference {
  readonly contest: string
  readonly kind: CounterKind
  readonly field: string
  readonly tally: number
  readonly archive: number
}

// The pace is a window that moves with the engine's clock: it cannot be compared.
const compared = counterKinds.filter((kind) => kind !== 'pace')

/**
 * The counters of all contests that differ between the tally and the archive. A name that has no field in a tally that
 * was full is compared within the overflow field.
 */
export function differencesOf(tally: ReadonlyMap<string, CounterSnapshot>, archive: Increments): readonly Difference[] {
  return [...new Set([...archive.keys(), ...tally.keys()])].flatMap((contest) =>
    compared.flatMap((kind) => differ(contest, kind, tally.get(contest)?.[kind], archive.get(contest)?.[kind])),
  )
}

type Counters = ReadonlyMap<string, number>
const none: Counters = new Map()

function differ(contest: string, kind: CounterKind, inTally = none, summed = none): Difference[] {
  const named = namedKinds.find((one) => one === kind)
  const inArchive = named ? underFieldsOf(inTally, named, summed) : summed
  return [...new Set([...inTally.keys(), ...inArchive.keys()])]
    .map((field) => ({ contest, kind, field, tally: inTally.get(field) ?? 0, archive: inArchive.get(field) ?? 0 }))
    .filter((difference) => difference.tally !== difference.archive)
}
