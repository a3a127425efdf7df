import type { ArchivedVote, LogIncarnation, Turn, VoteFilter, VoteLogView } from '@aplauso/stores'
import { cutOf, type LogCut, levelCut, lowerOf } from './cut.ts'
import { Merge } from './merge.ts'

/** A cursor names an incarnation that the archive does not know. */
export class UnknownIncarnation extends Error {
  constructor() {
    super('the cursor is of another log')
    this.name = 'UnknownIncarnation'
  }
}

const end = Number.MAX_SAFE_INTEGER

/**
 * The log at one moment. What is shown ends at the horizon: below it nothing will ever appear any more,
 * so a cut that was passed has nothing new behind it, however late a vote comes in.
 */
export class LogWalk {
  readonly #view: VoteLogView
  readonly #incarnations: readonly LogIncarnation[]
  readonly #query: { readonly filter: VoteFilter; readonly turn?: Turn }
  /** the cut above all that may be shown; null before anything was ever read from the log */
  readonly top: LogCut | null

  private constructor(
    view: VoteLogView,
    incarnations: readonly LogIncarnation[],
    top: LogCut | null,
    query: { readonly filter: VoteFilter; readonly turn?: Turn },
  ) {
    this.#view = view
    this.#incarnations = incarnations
    this.#query = query
    this.top = top
  }

  /** @param turn what each question to the archive waits for. @throws StoreUnavailable */
  static async begin(view: VoteLogView, filter: VoteFilter, turn?: Turn): Promise<LogWalk> {
    const incarnations = await view.incarnations()
    const [newest] = incarnations
    const top = newest === undefined ? null : cutOf(newest, await view.horizon(newest.name))
    return new LogWalk(view, incarnations, top, turn ? { filter, turn } : { filter })
  }

  /**
   * Votes older than a cut, newest first: in pieces of `count`, each with the cut below it, which is null below the
   * last vote of all. @throws StoreUnavailable, UnknownIncarnation
   */
  async *older(cut: LogCut, count: number): AsyncGenerator<{ votes: ArchivedVote[]; below: LogCut | null }> {
    const first = this.#indexOf(cut)
    for (const [at, incarnation] of this.#incarnations.entries()) {
      if (at < first) continue
      const ceiling = this.#ceilingOf(incarnation)
      const upper = incarnation.name === cut.incarnation ? lowerOf(cut, ceiling) : ceiling
      const merge = this.#merge(levelCut(incarnation, 0), upper, 'descending', count)
      const earlier = this.#incarnations[at + 1]
      for (;;) {
        const votes = await merge.take(count)
        const isLast = votes.length < count || merge.cut.positions.every((position) => position === 0)
        const below = isLast ? (earlier === undefined ? null : levelCut(earlier, end)) : merge.cut
        yield { votes, below }
        if (isLast) break
      }
    }
  }

  /** The oldest `count` votes newer than a cut, oldest first, and the cut above them. @throws as `older` */
  async newer(cut: LogCut, count: number): Promise<{ votes: ArchivedVote[]; above: LogCut }> {
    const votes: ArchivedVote[] = []
    let above = cut
    for (const incarnation of this.#incarnations.slice(0, this.#indexOf(cut) + 1).reverse()) {
      if (votes.length >= count) break
      const floor = incarnation.name === cut.incarnation ? cut : levelCut(incarnation, 0)
      const merge = this.#merge(floor, this.#ceilingOf(incarnation), 'ascending', count)
      votes.push(...(await merge.take(count - votes.length)))
      above = merge.cut
    }
    return { votes, above }
  }

  #indexOf({ incarnation }: LogCut): number {
    const at = this.#incarnations.findIndex(({ name }) => name === incarnation)
    if (at === -1) throw new UnknownIncarnation()
    return at
  }

  /** The cut above all that may be shown of an incarnation. One that is over has no horizon: all its rows count. */
  #ceilingOf(incarnation: LogIncarnation): LogCut {
    return this.top?.incarnation === incarnation.name ? this.top : levelCut(incarnation, end)
  }

  #merge(lower: LogCut, upper: LogCut, order: 'ascending' | 'descending', count: number): Merge {
    const chunk = Math.max(4, Math.ceil((2 * count) / upper.positions.length))
    return new Merge({ view: this.#view, ...this.#query, lower, upper, order, chunk })
  }
}
