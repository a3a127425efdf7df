import type { Logger } from '@aplauso/process'
import type { OnFailure } from '@aplauso/stores'

/** An engine that is down fails every vote; the log says so once in this many milliseconds, with the count. */
const pauseMs = 10_000

/** Logs why votes failed: each unforeseen error, and the results of append at most once in ten seconds. */
export class Complaints {
  readonly #log: Pick<Logger, 'warn' | 'error'>
  readonly #now: () => number
  readonly #since = new Map<string, { lastMs: number; count: number }>()

  constructor(log: Pick<Logger, 'warn' | 'error'>, now: () => number = Date.now) {
    this.#log = log
    this.#now = now
  }

  /**
   * Records that were not accepted: the log is down, the queue is full, or the log refuses them for themselves, for
   * instance for their time if this machine's clock is wrong.
   */
  readonly failed: OnFailure = (result, reason, { length }) => {
    this.#seldom(result, length, (votes) => {
      if (result === 'refused') this.#log.error({ votes, reason }, 'the log refuses votes')
      else this.#log.warn({ code: result, votes, reason }, 'votes failed')
    })
  }

  /** Connections that were cut because of the memory that their callers held and did not use. */
  cut(connections: number, bufferedBytes: number): void {
    this.#log.warn({ connections, bufferedBytes }, 'connections cut that wait for their clients')
  }

  /** A failure that nobody foresaw. */
  unexpected(error: unknown): void {
    this.#log.error({ err: error }, 'unexpected error while taking a vote')
  }

  #seldom(what: string, votes: number, say: (votes: number) => void): void {
    const nowMs = this.#now()
    const entry = this.#since.get(what) ?? { lastMs: Number.NEGATIVE_INFINITY, count: 0 }
    this.#since.set(what, entry)
    entry.count += votes
    if (nowMs - entry.lastMs < pauseMs) return
    say(entry.count)
    entry.lastMs = nowMs
    entry.count = 0
  }
}
