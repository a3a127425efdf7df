import type { ReadTotal } from '../../load/counting.ts'

/** What the load knows of itself. */
export interface LoadView {
  /** votes accepted until now, each once */
  readonly accepted: () => number
  /** when each door accepted a vote the last time, on the clock of `performance.now()` */
  readonly lastAcceptedMs: () => Readonly<Record<string, number>>
}

interface Wound {
  readonly name: string
  readonly sinceMs: number
  /** votes that were accepted when the fault was over */
  readonly due: number
}

/** A fault that the system got over. */
export interface Recovery {
  readonly name: string
  readonly tookMs: number
}

const betweenLooksMs = 250

/**
 * Measures how long the system takes to get over each fault. It has when every door has accepted a vote since, and
 * results show at least as many votes as were accepted by then. Other faults go on meanwhile, and count in.
 */
export class Recoveries {
  readonly #load: LoadView
  readonly #readTotal: ReadTotal
  readonly #onRecovery: (recovery: Recovery) => void
  readonly #open = new Set<Wound>()
  readonly #timer: NodeJS.Timeout
  #isReading = false
  #longest: Recovery | undefined

  constructor(load: LoadView, readTotal: ReadTotal, onRecovery: (recovery: Recovery) => void = () => {}) {
    this.#load = load
    this.#readTotal = readTotal
    this.#onRecovery = onRecovery
    this.#timer = setInterval(() => void this.#look(), betweenLooksMs)
  }

  /** A part was killed just now, or a link was healed just now. */
  watch(name: string): void {
    this.#open.add({ name, sinceMs: performance.now(), due: this.#load.accepted() })
  }

  /** The slowest until now. */
  get longest(): Recovery | undefined {
    return this.#longest
  }

  /** The names of the faults that the system has not got over. */
  get open(): readonly string[] {
    return [...this.#open].map(({ name }) => name)
  }

  /** Begins anew: what was measured until now does not count. */
  forget(): void {
    this.#open.clear()
    this.#longest = undefined
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#isReading || this.#open.size === 0) return
    this.#isReading = true
    const total = await this.#readTotal().catch(() => null)
    this.#isReading = false
    if (total === null) return
    const nowMs = performance.now()
    const doors = Object.values(this.#load.lastAcceptedMs())
    for (const wound of this.#open) {
      if (total < wound.due || doors.some((acceptedMs) => acceptedMs <= wound.sinceMs)) continue
      this.#open.delete(wound)
      const recovery = { name: wound.name, tookMs: Math.round(nowMs - wound.sinceMs) }
      if (recovery.tookMs > (this.#longest?.tookMs ?? -1)) this.#longest = recovery
      this.#onRecovery(recovery)
    }
  }
}
