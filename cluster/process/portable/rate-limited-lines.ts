const intervalMs = 10_000

/** What a line says of an event that is reported again and again. */
export interface Repeated {
  /** how often it was reported since its last line, this time included */
  readonly times: number
  /** since when it was reported, in milliseconds */
  readonly forMs: number
}

/**
 * Log lines about events that may come with every request: each event's first report is written at once, and after that
 * one in ten seconds.
 * @example
 * lines.report('full', ({ times }) => log.warn({ votes: times }, 'votes found no room'))
 */
export class RateLimitedLines {
  readonly #nowMs: () => number
  readonly #events = new Map<string, { readonly sinceMs: number; writtenMs: number; times: number }>()

  constructor(nowMs: () => number = () => Date.now()) {
    this.#nowMs = nowMs
  }

  /**
   * @param event one of few names: each is remembered
   * @param write writes the line, if it is time for one
   * @param times how often it happened at once
   */
  report(event: string, write: (repeated: Repeated) => void, times = 1): void {
    const nowMs = this.#nowMs()
    const known = this.#events.get(event) ?? { sinceMs: nowMs, writtenMs: Number.NEGATIVE_INFINITY, times: 0 }
    this.#events.set(event, known)
    known.times += times
    if (nowMs - known.writtenMs < intervalMs) return
    write({ times: known.times, forMs: nowMs - known.sinceMs })
    known.writtenMs = nowMs
    known.times = 0
  }

  /** Forgets an event that is over. @returns how long it lasted, in milliseconds; undefined if it was not reported */
  over(event: string): number | undefined {
    const known = this.#events.get(event)
    this.#events.delete(event)
    return known && this.#nowMs() - known.sinceMs
  }
}
