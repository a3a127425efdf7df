import type { Pause, Tally, VoteArchive } from '@aplauso/stores'
import { type Comparison, type Counted, compare, type LostRows, nothingCounted } from './comparison.ts'
import type { Difference } from './differences.ts'

export type { Difference } from './differences.ts'

export interface Recount extends Pick<Comparison, 'state'> {
  readonly contests: number
  readonly votes: number
  readonly differences: readonly Difference[]
  readonly lost: readonly LostRows[]
  readonly repaired: boolean
  /** whether every row was counted, and not only those since the recount before */
  readonly full: boolean
}

export interface RecountOptions {
  /** Installs what the archive says where the tally differs; consumers that are further on replay. */
  readonly repair: boolean
  /** Counts every row. The first recount does in any case. */
  readonly full?: boolean
  /** between pieces of the archive; a turn of the event loop unless given */
  readonly pause?: Pause
}

/**
 * Compares the tally with the archive. What was counted is remembered, and the next recount adds the rows since then, so
 * that it costs what came in between. Before anything is repaired, or called lost, every row is counted anew.
 *
 * An archive that has fewer rows than were noted was put together from copies of different times: it cannot say what is
 * right, and nothing is repaired by it.
 */
export class Recounter {
  readonly #archive: VoteArchive
  readonly #tally: Pick<Tally, 'totals' | 'install'>
  #counted: Counted | undefined

  constructor(archive: VoteArchive, tally: Pick<Tally, 'totals' | 'install'>) {
    this.#archive = archive
    this.#tally = tally
  }

  /** @throws StoreUnavailable */
  async recount({ repair, full = false, pause }: RecountOptions): Promise<Recount> {
    const base = full ? undefined : this.#counted
    // Its sums grow while they are compared: what goes wrong on the way must not be counted on from.
    this.#counted = undefined
    const range = base && (await this.#compare(pause, base))
    if (range && isFinal(range)) return this.#found(range, { full: false, repaired: false })
    const whole = await this.#compare(pause)
    if (!whole || isFinal(whole) || whole.state === 'incomplete') {
      return this.#found(whole, { full: true, repaired: false })
    }
    // Counting took its time: the tally may have been rebuilt meanwhile.
    const again = await this.#compare(pause, whole.counted)
    const repaired = repair && again?.state === 'compared' && again.differences.length > 0
    if (repaired) await this.#tally.install(again.counted.incarnation, again.counted.cut, again.counted.increments)
    return this.#found(again, { full: true, repaired })
  }

  #compare(pause: Pause | undefined, base?: Counted): Promise<Comparison | undefined> {
    return compare({ archive: this.#archive, tally: this.#tally, pause }, base)
  }

  #found(comparison: Comparison | undefined, how: Pick<Recount, 'full' | 'repaired'>): Recount {
    const { state, counted, differences, lost } = comparison ?? noWatermarks
    if (state === 'compared') this.#counted = counted
    const totals = [...counted.increments.values()].map(({ total }) => total.get('') ?? 0)
    const votes = totals.reduce((sum, total) => sum + total, 0)
    return { state, contests: counted.increments.size, votes, differences, lost, ...how }
  }
}

/**
 * Compares once, with every row counted.
 * @throws StoreUnavailable
 * @example
 * const { state, differences } = await recount(archive, tally, { repair: false })
 */
export function recount(
  archive: VoteArchive,
  tally: Pick<Tally, 'totals' | 'install'>,
  options: RecountOptions,
): Promise<Recount> {
  return new Recounter(archive, tally).recount(options)
}

/** A tally that went back while it was compared is being rebuilt. */
const noWatermarks: Comparison = { state: 'recounting', counted: nothingCounted, differences: [], lost: [] }

/** Whether no count of all rows would change what was found: all is well, or a consumer has to rebuild. */
function isFinal({ state, differences }: Comparison): boolean {
  return state === 'compared' ? differences.length === 0 : state !== 'incomplete'
}
