import { askLog } from '../../console/ask-log.ts'
import type { Filters } from '../../console/filters.ts'
import { followedLines, HeldLines, type Line } from '../../console/held-lines.ts'
import { Tail, type TailState, tailAtFirst } from '../../console/tail.ts'
import { later } from '../../polling/later.ts'

/** A page of lines moves onto the screen over several frames, so that no frame takes long. */
const framesPerPage = 8
const mostPerFrame = 120

/** The console's lines, kept up to date while the page is visible. */
export class LogConsole {
  /** the lines on the screen, oldest first */
  lines: readonly Line[] = $state.raw([])
  tail: TailState = $state.raw(tailAtFirst)
  /** new lines that wait while the reader reads */
  unseen = $state(0)
  /** whether so many wait that no more are asked for */
  isFull = $state(false)
  hasOlder = $state(false)
  isPaused = $state(false)
  isReading = $state(false)
  /** whether the browser reports that it has no network */
  isOffline = $state(!navigator.onLine)
  readonly #held = new HeldLines()
  readonly #tail: Tail
  #frame = 0

  /** @param logs the log API's origin */
  constructor(logs: string, filters: Filters) {
    this.#tail = new Tail({
      ask: askLog(logs, filters, (url, init) => fetch(url, init)),
      lines: this.#held,
      onChange: (tail) => {
        this.tail = tail
        this.#show()
      },
      now: () => performance.now(),
      later,
      random: Math.random,
    })
  }

  get isStill(): boolean {
    return this.isPaused || this.isReading
  }

  /** Holds the lines still, or follows again. */
  pause(isPaused: boolean): void {
    this.isPaused = isPaused
    this.#show()
  }

  /** The reader began to read, or returned to the end. */
  read(isReading: boolean): void {
    if (isReading === this.isReading) return
    this.isReading = isReading
    this.#show()
  }

  /** Follows again, from the newest lines on if too many wait. */
  toNewest(): void {
    this.isPaused = false
    this.isReading = false
    if (this.#held.isFull) this.#tail.update()
    this.#show()
  }

  /** Asks at once. */
  update(): void {
    this.#tail.update()
  }

  older(): void {
    void this.#tail.older()
  }

  /** Follows the log, except in a hidden tab. @returns what stops it */
  run(): () => void {
    const follow = () => {
      this.isOffline = !navigator.onLine
      if (document.hidden) this.#tail.stop()
      else this.#tail.start()
    }
    const reconnect = () => {
      this.#tail.stop()
      follow()
    }
    const ending = new AbortController()
    document.addEventListener('visibilitychange', follow, { signal: ending.signal })
    for (const event of ['online', 'offline']) window.addEventListener(event, reconnect, { signal: ending.signal })
    follow()
    return () => {
      ending.abort()
      cancelAnimationFrame(this.#frame)
      this.#tail.stop()
    }
  }

  #show(): void {
    this.lines = this.#held.seen(this.isStill ? Number.POSITIVE_INFINITY : followedLines)
    this.unseen = this.#held.unseen
    this.isFull = this.#held.isFull
    this.hasOlder = this.#held.below !== null
    cancelAnimationFrame(this.#frame)
    if (this.isStill || this.unseen === 0) return
    this.#frame = requestAnimationFrame(() => {
      this.#held.reveal(Math.min(mostPerFrame, Math.max(4, Math.ceil(this.unseen / framesPerPage))))
      this.#tail.goOn()
      this.#show()
    })
  }
}
