import { type Contents, fieldsOf, type Sums } from './history/index.ts'

/** From a door's "accepted" until results first showed the vote. */
export interface FreshnessFigures {
  /** milliseconds; null where no vote could be judged */
  readonly p50: number | null
  readonly p99: number | null
  /** votes that results did not show within two seconds */
  readonly late: number
  /** votes that were judged */
  readonly judged: number
}

/** Contents that marked votes have in common, seldom two at a time. */
interface Mark {
  readonly field: string
  sent: number
  accepted: number
  /** on the clock of `performance.now()` */
  acceptedMs: number
  isLate: boolean
}

/** What the promise allows from the log to the screen; a caller knows no earlier moment than the answer. */
const allowedMs = 2_000

/**
 * Measures how soon results show a vote. Results show sums, not votes: a marked vote has contents of its own, and is shown
 * as soon as their sum is the number of votes ever sent with them. Where one of those is of unknown fate, nothing is
 * measured. A vote is judged only if nothing was broken when it was accepted, and until it was shown or late.
 */
export class Freshness {
  readonly #calmSinceMs: () => number
  readonly #marks = new Map<string, Mark>()
  readonly #awaited = new Set<Mark>()
  readonly #tookMs: number[] = []
  #late = 0

  /** @param calmSinceMs since when nothing is broken, on the clock of `performance.now()` */
  constructor(calmSinceMs: () => number) {
    this.#calmSinceMs = calmSinceMs
  }

  /** A marked vote is sent for the first time. */
  sent(contents: Contents): void {
    const mark = this.#markOf(contents)
    mark.sent += 1
    // From now on a higher sum may be the new vote's.
    this.#awaited.delete(mark)
  }

  /** A marked vote is accepted for the first time. */
  accepted(contents: Contents): void {
    const mark = this.#markOf(contents)
    mark.accepted += 1
    if (mark.accepted !== mark.sent) return
    mark.acceptedMs = performance.now()
    mark.isLate = false
    this.#awaited.add(mark)
  }

  /** How many accepted votes are not shown yet, and may still be judged. */
  get awaited(): number {
    return this.#awaited.size
  }

  /**
   * Results were read.
   * @param shown the sums by rank; undefined while they are recounting or do not answer
   * @param beganMs when they were asked, on the clock of `performance.now()`
   */
  look(shown: Sums['ranks'], beganMs: number): void {
    const calmSinceMs = this.#calmSinceMs()
    const nowMs = performance.now()
    for (const mark of this.#awaited) {
      if (mark.acceptedMs < calmSinceMs) {
        this.#awaited.delete(mark)
      } else if ((shown?.get(mark.field) ?? 0) >= mark.accepted) {
        this.#awaited.delete(mark)
        this.#tookMs.push(nowMs - mark.acceptedMs)
      } else if (beganMs - mark.acceptedMs > allowedMs && !mark.isLate) {
        mark.isLate = true
        this.#late += 1
      }
    }
  }

  figures(): FreshnessFigures {
    const sorted = Float64Array.from(this.#tookMs).sort()
    const percentile = (share: number) => {
      const tookMs = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)]
      return tookMs === undefined ? null : Math.round(tookMs)
    }
    const lateAndNotShown = [...this.#awaited].filter(({ isLate }) => isLate).length
    return { p50: percentile(0.5), p99: percentile(0.99), late: this.#late, judged: sorted.length + lateAndNotShown }
  }

  #markOf(contents: Contents): Mark {
    const field = fieldsOf(contents).ranks
    let mark = this.#marks.get(field)
    if (!mark) {
      mark = { field, sent: 0, accepted: 0, acceptedMs: 0, isLate: false }
      this.#marks.set(field, mark)
    }
    return mark
  }
}
