import { ageHeader } from '@aplauso/proto'
import { type Figures, readFigures } from './figures.ts'
import { noReading, type Reading } from './reading.ts'

/** Time from an answer to the next request. */
export const intervalMs = 1_000
/** The longest pause after failures. */
export const longestPauseMs = 15_000
/** An answer that takes longer counts as failed. */
export const timeoutMs = 5_000

export interface PollerOptions {
  readonly url: string
  readonly onReading: (reading: Reading) => void
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** a monotonic clock, ms */
  readonly now: () => number
  /** runs something later; the answer cancels it */
  readonly later: (run: () => void, delayMs: number) => () => void
  /** from 0 up to 1 */
  readonly random: () => number
}

/**
 * Reads the figures about every second, with `If-None-Match`. After failures it waits longer and longer, each wait cut
 * by chance to as little as half, so that a thousand pages do not come back at the same moment. While nobody looks it
 * rests.
 */
export class Poller {
  readonly #options: PollerOptions
  #reading = noReading
  #etag: string | null = null
  #running = false
  #abort: AbortController | undefined
  #cancelNext = () => {}

  constructor(options: PollerOptions) {
    this.#options = options
  }

  /** Reads at once and goes on; does nothing while running. */
  start(): void {
    if (this.#running) return
    this.#running = true
    void this.#poll()
  }

  /** Rests until the next start; a request under way is given up. */
  stop(): void {
    this.#running = false
    this.#cancelNext()
    this.#abort?.abort()
  }

  async #poll(): Promise<void> {
    const { now, later, onReading } = this.#options
    const abort = new AbortController()
    this.#abort = abort
    const cancelTimeout = later(() => abort.abort(), timeoutMs)
    const answer = await this.#ask(abort.signal).catch(() => undefined)
    cancelTimeout()
    if (!this.#running || this.#abort !== abort) return

    const failures = answer ? 0 : this.#reading.failures + 1
    this.#reading = answer ? { ...answer, receivedMs: now(), failures } : { ...this.#reading, failures }
    onReading(this.#reading)
    this.#cancelNext = later(() => void this.#poll(), this.#pauseMs(failures))
  }

  /** The figures and their age; undefined where the answer has none. */
  async #ask(signal: AbortSignal): Promise<{ figures: Figures; ageMs: number | null } | undefined> {
    const { url, fetch } = this.#options
    const { figures } = this.#reading
    const known = figures !== null && this.#etag !== null ? { 'if-none-match': this.#etag } : undefined
    // The browser's cache is passed by: its copy would bring an old age along.
    const answer = await fetch(url, { signal, cache: 'no-store', credentials: 'omit', headers: known ?? {} })
    const age = answer.headers.get(ageHeader) ?? ''
    const ageMs = /^\d+$/.test(age) ? Number(age) : null
    if (answer.status === 304 && known && figures) return { figures, ageMs }
    if (answer.status !== 200) return undefined
    const fresh = readFigures(await answer.json())
    if (!fresh) return undefined
    this.#etag = answer.headers.get('etag')
    return { figures: fresh, ageMs }
  }

  #pauseMs(failures: number): number {
    if (failures === 0) return intervalMs
    const longest = Math.min(longestPauseMs, intervalMs * 2 ** Math.min(failures, 10))
    return longest * (1 - this.#options.random() / 2)
  }
}
