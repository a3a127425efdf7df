import type { Fault } from '@aplauso/proto'
import type { AskLog, LogAnswer, PageQuery } from './ask-log.ts'
import type { HeldLines } from './held-lines.ts'

/** The time from one request to the next while the tail is at the log's end. */
export const intervalMs = 1_000
/** A request is aborted after this time; the log API takes 15 s at most. */
export const timeoutMs = 16_000
const longestPauseMs = 15_000

/** Lines on the screen at first. */
export const firstLines = 20
/** The API's most, so that a tail that is behind catches up. */
export const pageLines = 500
/** Lines that a step back brings. */
export const olderLines = 100

/** How far the tail is. */
export interface TailState {
  /** whether the log's first page has come */
  readonly hasBegun: boolean
  /** whether the last page was full: there is more at once */
  readonly isBehind: boolean
  /** failed requests since the last page */
  readonly failures: number
  /** what is wrong with the filters; empty if nothing is */
  readonly faults: readonly Fault[]
  /** whether older lines are asked for, and whether the last time failed */
  readonly older: 'idle' | 'asking' | 'failed'
}

export const tailAtFirst: TailState = { hasBegun: false, isBehind: false, failures: 0, faults: [], older: 'idle' }

export interface TailOptions {
  readonly ask: AskLog
  readonly lines: HeldLines
  /** called after each answer, and when `lines` has changed */
  readonly onChange: (state: TailState) => void
  /** a monotonic clock, ms */
  readonly now: () => number
  /** runs something later; returns what cancels it */
  readonly later: (run: () => void, delayMs: number) => () => void
  /** from 0 up to 1 */
  readonly random: () => number
}

/**
 * Follows the log: asks every second for what is above the last cursor, and at once again while pages are full. The
 * cursor moves only with a page that has arrived, so whatever happens between two requests, no line is lost or comes
 * twice. After failures the pauses double, up to 15 s.
 */
export class Tail {
  readonly #options: TailOptions
  #state = tailAtFirst
  #isRunning = false
  /** whether the reader waits for the next page: its lines are seen at once */
  #isAwaited = true
  /** whether the next page is the log's newest, in place of the lines held */
  #isJump = false
  /** lines of the first page of a log: later ones may begin under the reader's eyes, and miss none */
  #firstLimit = firstLines
  #abort: AbortController | undefined
  #abortOlder: AbortController | undefined
  #cancelNext: (() => void) | undefined

  constructor(options: TailOptions) {
    this.#options = options
  }

  /** Starts to follow, or goes on from the last cursor; does nothing while it follows. */
  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    void this.#poll()
  }

  /** Stops, and aborts the requests under way. */
  stop(): void {
    this.#isRunning = false
    this.#rest()
    this.#abortOlder?.abort()
  }

  /** Asks now: for what is new, or, if that is more than a page, for the log's newest lines instead of those held. */
  update(): void {
    if (!this.#isRunning) return
    const { lines } = this.#options
    this.#isAwaited = true
    this.#isJump = this.#state.isBehind || lines.isFull
    if (this.#isJump) this.#firstLimit = firstLines
    this.#rest()
    void this.#poll()
  }

  /** Asks again if the tail waits because too many lines were unseen. */
  goOn(): void {
    if (this.#isRunning && !this.#abort && !this.#cancelNext) void this.#poll()
  }

  /** Asks for the lines below the oldest one. */
  async older(): Promise<void> {
    const { lines } = this.#options
    const cursor = lines.below
    if (cursor === null || this.#state.older === 'asking') return
    const abort = new AbortController()
    this.#abortOlder = abort
    this.#change({ older: 'asking' })
    const answer = await this.#ask({ limit: olderLines, cursor }, abort)
    // Lines that were dropped meanwhile are a page away again.
    const isStillNext = lines.below === cursor
    if (answer.kind === 'page' && isStillNext) lines.prepend(answer.page)
    this.#change({ older: answer.kind === 'page' || !isStillNext ? 'idle' : 'failed' })
  }

  #rest(): void {
    this.#cancelNext?.()
    this.#cancelNext = undefined
    this.#abort?.abort()
    this.#abort = undefined
  }

  async #poll(): Promise<void> {
    const { lines, now } = this.#options
    this.#cancelNext = undefined
    if (lines.isFull && !this.#isJump) return
    const startedMs = now()
    const held = lines.above
    const after = this.#isJump ? null : held
    const limit = after === null ? this.#firstLimit : pageLines
    const abort = new AbortController()
    this.#abort = abort
    const answer = await this.#ask(after === null ? { limit } : { limit, after }, abort)
    if (this.#abort !== abort) return
    this.#abort = undefined
    // Paging back may have dropped the newest lines: they are asked for anew.
    if (held === lines.above) this.#take(answer, after !== null && pageLines)
    const pauseMs = this.#pauseMs(answer, now() - startedMs)
    if (pauseMs === null) return
    this.#cancelNext = this.#options.later(() => void this.#poll(), pauseMs)
  }

  /** @param full the votes of a page that has more above it; false if it is the newest */
  #take(answer: LogAnswer, full: number | false): void {
    const { lines } = this.#options
    if (answer.kind === 'page') {
      if (this.#isJump) lines.clear()
      lines.append(answer.page)
      if (this.#isAwaited) lines.reveal(Number.POSITIVE_INFINITY)
      if (answer.page.above === null) this.#firstLimit = pageLines
      this.#isAwaited = answer.page.above === null
      this.#isJump = false
      const isBehind = full !== false && answer.page.votes.length >= full
      this.#change({ hasBegun: true, isBehind, failures: 0, faults: [] })
    } else if (answer.kind === 'other_log') {
      lines.beginAnotherLog()
      this.#firstLimit = pageLines
      this.#change({ isBehind: false, failures: 0 })
    } else if (answer.kind === 'invalid') this.#change({ faults: answer.faults, failures: 0 })
    else this.#change({ failures: this.#state.failures + 1 })
  }

  /** @returns null if only other filters can help */
  #pauseMs(answer: LogAnswer, tookMs: number): number | null {
    if (answer.kind === 'invalid') return null
    if (answer.kind === 'other_log' || (answer.kind === 'page' && this.#state.isBehind)) return 0
    if (answer.kind === 'page') return Math.max(0, intervalMs - tookMs)
    const ownMs = Math.min(longestPauseMs, intervalMs * 2 ** Math.min(this.#state.failures, 10))
    return Math.max(answer.waitMs, ownMs * (1 - this.#options.random() / 2))
  }

  async #ask(query: PageQuery, abort: AbortController): Promise<LogAnswer> {
    const cancelTimeout = this.#options.later(() => abort.abort(), timeoutMs)
    const answer = await this.#options.ask(query, abort.signal)
    cancelTimeout()
    return answer
  }

  #change(change: Partial<TailState>): void {
    this.#state = { ...this.#state, ...change }
    this.#options.onChange(this.#state)
  }
}
