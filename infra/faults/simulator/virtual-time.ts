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
  setImmediate: unknown
}

const startMs = Date.UTC(2026, 0, 1)
const timers = { setTimeout, clearTimeout, setInterval, clearInterval, setImmediate }
const real = { timers, now: Date.now, elapsed: performance.now, hop: setImmediate, frames: Error.stackTraceLimit }

/**
 * Node runs all promise callbacks between two immediates of one turn of its event loop. Many are queued at once, since
 * a turn costs more than the event that is played in it.
 */
const hopsPerTurn = 64

/**
 * Time that passes only when asked to. While installed, the process's timers and clock are its own, so that the real
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
    globals.setImmediate = (work: () => void) => this.#schedule(work, 0)
    Date.now = () => this.#nowMs
    performance.now = () => this.elapsedMs
    // Thousands of calls get lost in a run, and nobody reads where.
    Error.stackTraceLimit = 0
  }

  uninstall(): void {
    Object.assign(globalThis, real.timers)
    Date.now = real.now
    performance.now = real.elapsed
    Error.stackTraceLimit = real.frames
  }

  /** Lets time pass, event by event, until `done` or until nothing is left to happen. Returns whether it was done. */
  pass(done: () => boolean, limitMs: number): Promise<boolean> {
    const deadlineMs = this.#nowMs + limitMs
    return new Promise((resolve, reject) => {
      let ended = false
      const end = (wasDone: boolean) => {
        ended = true
        resolve(wasDone)
      }
      const hop = () => {
        if (ended) return
        try {
          if (done()) end(true)
          else if (!this.#playNext(deadlineMs)) end(false)
        } catch (error) {
          ended = true
          reject(error)
        }
      }
      const turn = () => {
        if (ended) return
        for (let count = 1; count < hopsPerTurn; count += 1) real.hop(hop)
        real.hop(turn)
      }
      turn()
    })
  }

  /** Plays the next event; false where there is none before the deadline. */
  #playNext(deadlineMs: number): boolean {
    for (;;) {
      const timer = this.#queue[0]
      if (!timer || timer.atMs > deadlineMs) return false
      this.#queue.shift()
      if (this.#cancelled.delete(timer.id)) continue
      this.#nowMs = timer.atMs
      timer.work()
      return true
    }
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

/** Waits, in virtual time while that is installed: Node's own promise of a timer would wait in real time. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
