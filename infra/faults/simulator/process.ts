/** A simulated process: it may die (nothing reaches it any more) or stall (everything reaches it late, in order). */
export class SimProcess {
  readonly name: string
  /** the version of records that it reads */
  readonly version: number
  #alive = true
  #stalledUntilMs = 0
  readonly #waiting: (() => void)[] = []

  constructor(name: string, version = 1) {
    this.name = name
    this.version = version
  }

  get isAlive(): boolean {
    return this.#alive
  }

  kill(): void {
    this.#alive = false
  }

  /** Hears nothing for a while, then everything: long enough, and it wakes as a zombie. */
  stall(forMs: number): void {
    this.#stalledUntilMs = Math.max(this.#stalledUntilMs, Date.now() + forMs)
  }

  /** Hands something over when the process can hear it, never where it is dead. */
  deliver(work: () => void): void {
    if (!this.#alive) return
    this.#waiting.push(work)
    if (this.#waiting.length === 1) this.#drain()
  }

  #drain(): void {
    const waitMs = this.#stalledUntilMs - Date.now()
    if (waitMs > 0) {
      setTimeout(() => this.#drain(), waitMs)
      return
    }
    while (this.#alive) {
      const work = this.#waiting[0]
      if (!work) return
      work()
      this.#waiting.shift()
    }
  }
}
