/**
 * When nothing is broken: no fault is under way, the system has got over every one that was, and a margin has passed in
 * which what waited at the edge's outbox finds its way to the log again.
 */
export class Calm {
  readonly #openRecoveries: () => number
  readonly #marginMs: number
  #underWay = 0
  #lastMs: number

  /**
   * @param openRecoveries how many faults the system has not got over
   * @param marginMs from a recovery until calm
   */
  constructor(openRecoveries: () => number, marginMs: number) {
    this.#openRecoveries = openRecoveries
    this.#marginMs = marginMs
    this.#lastMs = performance.now()
  }

  /** A fault begins. */
  begins(): void {
    this.#underWay += 1
  }

  /** A fault is over; the recovery from it begins. */
  ends(): void {
    this.#underWay -= 1
    this.recovered()
  }

  /** The system has got over a fault. */
  recovered(): void {
    this.#lastMs = performance.now()
  }

  /** Since when nothing is broken, on the clock of `performance.now()`; it may lie ahead, and does for ever during a fault. */
  sinceMs(): number {
    return this.#underWay > 0 || this.#openRecoveries() > 0 ? Number.POSITIVE_INFINITY : this.#lastMs + this.#marginMs
  }
}
