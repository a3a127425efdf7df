import { type CounterKind, counterKinds, type Increments, partitionOfField } from '@aplauso/proto'
import type { CounterSnapshot, Cut, Tally, TallyTotals, VoteArchive } from '@aplauso/stores'

/** A counter that is not what the archive says. */
export interface Difference {
  readonly contest: string
  readonly kind: CounterKind
  readonly field: string
  readonly tally: number
  readonly archive: number
}

export interface Recount {
  /** `recounting` where the tally has no watermarks to compare at: a rebuild is due, and none of our business */
  readonly state: 'compared' | 'recounting'
  readonly contests: number
  readonly votes: number
  readonly differences: readonly Difference[]
  readonly repaired: boolean
}

// The pace is a window that moves with the engine's clock: it cannot be compared.
const compared = counterKinds.filter((kind) => kind !== 'pace')

/**
 * Compares the tally with the archive at the same cut: the tally's own watermarks, below which the archive's rows are
 * complete. With `repair`, installs what the archive says, at that cut; consumers beyond it replay.
 * @throws StoreUnavailable
 */
export async function recount(archive: VoteArchive, tally: Tally, options: { repair: boolean }): Promise<Recount> {
  const incarnation = await archive.incarnation()
  const totals = await tally.totals()
  const cut = cutOf(totals, incarnation)
  if (cut.size === 0) return { state: 'recounting', contests: 0, votes: 0, differences: [], repaired: false }
  const { increments: sums } = await archive.sum(incarnation, cut)
  const differences = [...new Set([...sums.keys(), ...totals.contests.keys()])].flatMap((contest) =>
    compared.flatMap((kind) => differ(contest, kind, totals.contests.get(contest), sums)),
  )
  const repaired = options.repair && differences.length > 0
  if (repaired) await tally.install(incarnation, cut, sums)
  const votes = [...sums.values()].reduce((sum, counters) => sum + (counters.total.get('') ?? 0), 0)
  return { state: 'compared', contests: sums.size, votes, differences, repaired }
}

function cutOf({ watermarks }: TallyTotals, incarnation: string): Cut {
  const cut = new Map<number, number>()
  for (const [field, next] of watermarks) {
    const partition = partitionOfField(field, incarnation)
    if (partition !== undefined) cut.set(partition, next)
  }
  return cut
}

function differ(
  contest: string,
  kind: CounterKind,
  snapshot: CounterSnapshot | undefined,
  sums: Increments,
): Difference[] {
  const inTally = snapshot?.[kind] ?? new Map<string, number>()
  const inArchive = sums.get(contest)?.[kind] ?? new Map<string, number>()
  return [...new Set([...inTally.keys(), ...inArchive.keys()])]
    .map((field) => ({ contest, kind, field, tally: inTally.get(field) ?? 0, archive: inArchive.get(field) ?? 0 }))
    .filter((difference) => difference.tally !== difference.archive)
}
