import { later } from './later.ts'
import { Poller } from './poller.ts'
import { noReading, type Reading } from './reading.ts'

/** The age shows tenths, but nobody reads it faster than twice a second. */
const tickMs = 500

export interface LiveOptions<Value> {
  readonly url: string
  readonly read: (document: unknown) => Value | undefined
  readonly intervalMs?: number
}

/** One document, kept up to date while the page is visible and not paused. */
export class Live<Value> {
  reading: Reading<Value> = $state.raw(noReading)
  /** the page's monotonic clock, ms */
  nowMs = $state(performance.now())
  isPaused = $state(false)
  /** whether the browser reports that it has no network */
  isOffline = $state(!navigator.onLine)
  readonly #poller: Poller<Value>
  #follow = () => {}

  constructor(options: LiveOptions<Value>) {
    this.#poller = new Poller({
      ...options,
      onReading: (reading) => {
        this.nowMs = performance.now()
        this.reading = reading
      },
      fetch: (input, init) => fetch(input, init),
      now: () => performance.now(),
      later,
      random: Math.random,
    })
  }

  /** Freezes the value, or resumes updating it. */
  pause(isPaused: boolean): void {
    this.isPaused = isPaused
    this.#follow()
  }

  /** Polls, except in a hidden tab; polls at once when the network comes back. @returns what stops it */
  run(): () => void {
    let ticks: ReturnType<typeof setInterval> | undefined
    const rest = () => {
      clearInterval(ticks)
      this.#poller.stop()
    }
    const follow = () => {
      rest()
      this.isOffline = !navigator.onLine
      if (document.hidden) return
      ticks = setInterval(() => {
        this.nowMs = performance.now()
      }, tickMs)
      if (!this.isPaused) this.#poller.start()
    }
    this.#follow = follow
    const ending = new AbortController()
    document.addEventListener('visibilitychange', follow, { signal: ending.signal })
    for (const event of ['online', 'offline']) window.addEventListener(event, follow, { signal: ending.signal })
    follow()
    return () => {
      ending.abort()
      this.#follow = () => {}
      rest()
    }
  }
}
