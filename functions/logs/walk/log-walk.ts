import type { ArchivedVote, VoteFilter, VoteLogView } from '@aplauso/stores'
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
 * The log as it stands at one moment. What is shown ends at the horizon: below it nothing will ever appear any more,
 * so a cut that was passed has nothing new behind it, however late a vote comes in.
 */
export class LogWalk {
  readonly #view: VoteLogView
  readonly #incarnations: readonly string[]
  readonly #filter: VoteFilter
  /** the cut above all that may be shown; null before anything was ever read from the log */
  readonly top: LogCut | null

  private constructor(view: VoteLogView, incarnations: readonly string[], top: LogCut | null, filter: VoteFilter) {
    this.#view = view
    this.#incarnations = incarnations
    this.#filter = filter
    this.top = top
  }

  /** @throws StoreUnavailable */
  static async begin(view: VoteLogView, filter: VoteFilter): Promise<LogWalk> {
    const incarnations = await view.incarnations()
    const [newest] = incarnations
    const top = newest === undefined ? null : cutOf(newest, await view.horizon(newest))
    return new LogWalk(view, incarnations, top, filter)
  }

  /**
   * Votes older than a cut, newest first: in pieces of `count`, each with the cut below it, which is null below the
   * last vote of all. @throws StoreUnavailable, UnknownIncarnation
   */
  async *older(cut: LogCut, count: number): AsyncGenerator<{ votes: ArchivedVote[]; below: LogCut | null }> {
    for (let at = this.#indexOf(cut); at < this.#incarnations.length; at += 1) {
      const incarnation = this.#incarnations[at] ?? ''
      const ceiling = incarnation === cut.incarnation ? cut : levelCut(incarnation, end)
      const merge = this.#merge(levelCut(incarnation, 0), this.#shown(ceiling), 'descending', count)
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
    for (let at = this.#indexOf(cut); at >= 0 && votes.length < count; at -= 1) {
      const incarnation = this.#incarnations[at] ?? ''
      const floor = incarnation === cut.incarnation ? cut : levelCut(incarnation, 0)
      const merge = this.#merge(floor, this.#shown(levelCut(incarnation, end)), 'ascending', count)
      votes.push(...(await merge.take(count - votes.length)))
      above = merge.cut
    }
    return { votes, above }
  }

  #indexOf({ incarnation }: LogCut): number {
    const at = this.#incarnations.indexOf(incarnation)
    if (at === -1) throw new UnknownIncarnation()
    return at
  }

  /** An incarnation that is over has no horizon: all its rows are there, and all count. */
  #shown(cut: LogCut): LogCut {
    return this.top && cut.incarnation === this.top.incarnation ? lowerOf(cut, this.top) : cut
  }

  #merge(lower: LogCut, upper: LogCut, order: 'ascending' | 'descending', count: number): Merge {
    const chunk = Math.max(4, Math.ceil((2 * count) / upper.positions.length))
    return new Merge({ view: this.#view, filter: this.#filter, lower, upper, order, chunk })
  }
}
