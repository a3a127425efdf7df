interface Timer {
  readonly id: number
  readonly atMs: number
  readonly work: () => void
}

interface Globals {
  setTimeout: unknown
  clearTimeout: unknown
  setInterval: unknown
  clearInterval: unknown
}

const startMs = Date.UTC(2026, 0, 1)
const real = { timers: { setTimeout, clearTimeout, setInterval, clearInterval }, now: Date.now, hop: setImmediate }

/**
 * Time that passes only when told to. While installed, the process's timers and clock are its own, so that the real
 * code under test runs in it unchanged, in one order that the seed decides.
 */
export class VirtualTime {
  #nowMs = startMs
  #nextId = 1
  readonly #queue: Timer[] = []
  readonly #cancelled = new Set<number>()

  /** Milliseconds since the run began. */
  get elapsedMs(): number {
    return this.#nowMs - startMs
  }

  install(): void {
    const globals = globalThis as unknown as Globals
    globals.setTimeout = (work: () => void, delayMs = 0) => this.#schedule(work, delayMs)
    globals.setInterval = (work: () => void, everyMs: number) => this.#repeat(work, everyMs)
    globals.clearTimeout = (timer?: { id: number }) => timer && this.#cancelled.add(timer.id)
    globals.clearInterval = globals.clearTimeout
    Date.now = () => this.#nowMs
  }

  uninstall(): void {
    Object.assign(globalThis, real.timers)
    Date.now = real.now
  }

  /** Lets time pass, event by event, until `done` or until nothing is left to happen. Returns whether it was done. */
  async pass(done: () => boolean, limitMs: number): Promise<boolean> {
    const deadlineMs = this.#nowMs + limitMs
    while (!done()) {
      const timer = this.#queue.shift()
      if (!timer || timer.atMs > deadlineMs) {
        if (timer) this.#queue.unshift(timer)
        return done()
      }
      if (this.#cancelled.delete(timer.id)) continue
      this.#nowMs = timer.atMs
      timer.work()
      await new Promise<void>((resolve) => real.hop(resolve))
    }
    return true
  }

  #schedule(work: () => void, delayMs: number, id = this.#nextId++): { id: number; unref(): void } {
    const timer = { id, atMs: this.#nowMs + Math.max(0, Math.round(delayMs)), work }
    let at = this.#queue.length
    while (at > 0 && (this.#queue[at - 1]?.atMs ?? 0) > timer.atMs) at -= 1
    this.#queue.splice(at, 0, timer)
    return { id, unref() {} }
  }

  #repeat(work: () => void, everyMs: number): { id: number; unref(): void } {
    const id = this.#nextId++
    const round = () => {
      this.#schedule(round, everyMs, id)
      work()
    }
    return this.#schedule(round, everyMs, id)
  }
}
