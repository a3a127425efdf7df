const cycleMs = 180_000
const calmShare = 0.22
const firstMs = 4_000

/**
 * A run is storms, in which faults begin, and calms, in which none does, so that the system gets over all of them and how
 * fresh its results are can be judged: cycles of about three minutes, a calm at the end of each.
 */
export class Storms {
  /** all storms together */
  readonly lengthMs: number
  readonly #cycleMs: number
  readonly #stormMs: number

  constructor(durationMs: number) {
    const cycles = Math.max(1, Math.round(durationMs / cycleMs))
    this.#cycleMs = durationMs / cycles
    this.#stormMs = this.#cycleMs * (1 - calmShare) - firstMs
    this.lengthMs = this.#stormMs * cycles
  }

  /** When a share of all storms is over, from 0 up to, but not including, 1: milliseconds since the load began. */
  atMs(share: number): number {
    const stormedMs = share * this.lengthMs
    const cycle = Math.floor(stormedMs / this.#stormMs)
    return Math.floor(cycle * this.#cycleMs + firstMs + (stormedMs - cycle * this.#stormMs))
  }
}
