import { Poller } from './poller.ts'
import { noReading, type Reading } from './reading.ts'

/** The clock on the page moves twice a second: the age shows tenths, but nobody reads faster. */
const tickMs = 500

function later(run: () => void, delayMs: number): () => void {
  const timer = setTimeout(run, delayMs)
  return () => clearTimeout(timer)
}

/** The figures of one address, kept up to date while the page is visible. */
export class LiveFigures {
  reading: Reading = $state.raw(noReading)
  /** ms of the page's monotonic clock */
  nowMs = $state(performance.now())
  readonly #poller: Poller

  constructor(url: string) {
    this.#poller = new Poller({
      url,
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

  /** Runs until the answer is called; rests in a hidden tab. */
  run(): () => void {
    let ticks: ReturnType<typeof setInterval> | undefined
    const rest = () => {
      clearInterval(ticks)
      this.#poller.stop()
    }
    const follow = () => {
      rest()
      if (document.hidden) return
      ticks = setInterval(() => {
        this.nowMs = performance.now()
      }, tickMs)
      this.#poller.start()
    }
    document.addEventListener('visibilitychange', follow)
    follow()
    return () => {
      document.removeEventListener('visibilitychange', follow)
      rest()
    }
  }
}
