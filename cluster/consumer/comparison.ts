import { addIncrements, type GrowingIncrements, partitionOfField } from '@aplauso/proto'
import type { Cut, Pause, Progress, Tally, TallyTotals, VoteArchive } from '@aplauso/stores'
import { type Difference, differencesOf } from './differences.ts'

/** What was counted of an archive's rows, below a cut. */
export interface Counted {
  readonly incarnation: string
  readonly cut: Cut
  readonly increments: GrowingIncrements
  /** of each partition */
  readonly rows: ReadonlyMap<number, number>
}

/** Rows that a partition lacks: so many were noted below `next`, and so many are found. */
export interface LostRows {
  readonly partition: number
  readonly next: number
  readonly noted: number
  readonly found: number
}

export interface Comparison {
  /**
   * `compared`; `recounting` where the tally has no watermarks to compare at, and `behind` where one lies beyond what is
   * archived: both are for a consumer to rebuild; `incomplete` where the archive has lost rows
   */
  readonly state: 'compared' | 'recounting' | 'behind' | 'incomplete'
  readonly counted: Counted
  readonly differences: readonly Difference[]
  readonly lost: readonly LostRows[]
}

export interface ComparedStores {
  readonly archive: Pick<VoteArchive, 'incarnation' | 'progress' | 'sum'>
  readonly tally: Pick<Tally, 'totals'>
  /** between pieces of the archive; a turn of the event loop unless given */
  readonly pause?: Pause | undefined
}

export const nothingCounted: Counted = { incarnation: '', cut: new Map(), increments: new Map(), rows: new Map() }

/**
 * Compares tally and archive at the tally's present watermarks, below which the archive's rows are complete and never change.
 * @param base what was counted before: only the rows between its cut and the present one are read, and its increments grow
 * @returns undefined where the base lies beyond the present watermarks, or is of another incarnation
 * @throws StoreUnavailable
 */
export async function compare(stores: ComparedStores, base?: Counted): Promise<Comparison | undefined> {
  const { archive, tally, pause } = stores
  const incarnation = await archive.incarnation()
  const totals = await tally.totals()
  // Progress is raised first: read second, it is never below a watermark of the same archive.
  const progress = await archive.progress(incarnation)
  const cut = watermarksOf(totals, incarnation)
  if (base && (base.incarnation !== incarnation || !isBelow(base.cut, cut))) return undefined
  const unread = { counted: base ?? nothingCounted, differences: [], lost: [] }
  if (cut.size === 0) return { state: 'recounting', ...unread }
  if (!isBelow(cut, nextOf(progress))) return { state: 'behind', ...unread }
  const added = await archive.sum(incarnation, cut, base?.cut, pause)
  const increments: GrowingIncrements = base?.increments ?? new Map()
  addIncrements(increments, added.increments)
  const counted = { incarnation, cut, increments, rows: base ? plus(base.rows, added.rows) : added.rows }
  const lost = await lostRows(stores, counted, progress)
  const differences = differencesOf(totals.contests, increments)
  return { state: lost.length > 0 ? 'incomplete' : 'compared', counted, differences, lost }
}

/**
 * The partitions with fewer rows below their progress than were noted there. More are not a loss: a consumer of a newer
 * version may have archived what an older one had refused.
 */
async function lostRows(
  { archive, pause }: ComparedStores,
  { incarnation, cut, rows }: Counted,
  progress: readonly Progress[],
): Promise<readonly LostRows[]> {
  const ahead = progress.filter(({ partition, next }) => next > (cut.get(partition) ?? 0))
  const tail = ahead.length > 0 ? await archive.sum(incarnation, nextOf(ahead), cut, pause) : undefined
  const there = tail ? plus(rows, tail.rows) : rows
  return progress
    .map(({ partition, next, rows: noted }) => ({ partition, next, noted, found: there.get(partition) ?? 0 }))
    .filter(({ noted, found }) => found < noted)
}

function watermarksOf({ watermarks }: TallyTotals, incarnation: string): Cut {
  const cut = new Map<number, number>()
  for (const [field, next] of watermarks) {
    const partition = partitionOfField(field, incarnation)
    if (partition !== undefined) cut.set(partition, next)
  }
  return cut
}

const nextOf = (progress: readonly Progress[]): Cut => new Map(progress.map(({ partition, next }) => [partition, next]))

/** Whether no partition of a cut lies beyond another cut. */
function isBelow(lower: Cut, upper: Cut): boolean {
  return [...lower].every(([partition, position]) => position <= (upper.get(partition) ?? 0))
}

function plus(one: ReadonlyMap<number, number>, other: ReadonlyMap<number, number>): ReadonlyMap<number, number> {
  const sums = new Map(one)
  for (const [partition, number] of other) sums.set(partition, (sums.get(partition) ?? 0) + number)
  return sums
}
