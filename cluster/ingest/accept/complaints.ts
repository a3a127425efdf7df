import type { Logger } from '@aplauso/process'

/** An engine that is down fails every vote; the log says so once in this many milliseconds, with the count. */
const pauseMs = 10_000

/** Logs why votes failed: unforeseen errors each, an engine's expected ones now and then. */
export class Complaints {
  readonly #log: Pick<Logger, 'warn' | 'error'>
  readonly #now: () => number
  readonly #since = new Map<string, { lastMs: number; count: number }>()

  constructor(log: Pick<Logger, 'warn' | 'error'>, now: () => number = Date.now) {
    this.#log = log
    this.#now = now
  }

  /** A failure that the system is made for: the log is down, the queue is full. */
  expected(code: string, error: Error): void {
    this.#seldom(code, (votes) => this.#log.warn({ code, votes, reason: error.message }, 'votes failed'))
  }

  /** The log refuses records for themselves, for instance for their time where this machine's clock is wrong. */
  refused(error: Error): void {
    this.#seldom('refused', (votes) => this.#log.error({ votes, reason: error.message }, 'the log refuses votes'))
  }

  /** Connections that were cut because of the memory that their callers held. */
  cut(connections: number, bufferedBytes: number): void {
    this.#log.warn({ connections, bufferedBytes }, 'memory is short: connections cut that wait for their clients')
  }

  /** A failure that nobody foresaw. */
  unexpected(error: unknown): void {
    this.#log.error({ err: error }, 'unexpected error while taking a vote')
  }

  #seldom(what: string, say: (votes: number) => void): void {
    const nowMs = this.#now()
    const entry = this.#since.get(what) ?? { lastMs: Number.NEGATIVE_INFINITY, count: 0 }
    this.#since.set(what, entry)
    entry.count += 1
    if (nowMs - entry.lastMs < pauseMs) return
    say(entry.count)
    entry.lastMs = nowMs
    entry.count = 0
  }
}
