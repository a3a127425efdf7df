import { type Logger, RateLimitedLines, type Repeated } from '@aplauso/process'
import type { OnFailure } from '@aplauso/stores'

/**
 * Logs why votes failed: each unforeseen error, and the results of append, such as those of an engine that is down and
 * fails every vote, at most once in ten seconds, with the number of votes.
 */
export class Complaints {
  readonly #log: Pick<Logger, 'warn' | 'error'>
  readonly #lines: RateLimitedLines

  constructor(log: Pick<Logger, 'warn' | 'error'>, nowMs?: () => number) {
    this.#log = log
    this.#lines = new RateLimitedLines(nowMs)
  }

  /**
   * Records that were not accepted: the log is down, the queue is full, or the log refuses them for themselves, for
   * instance for their time if this machine's clock is wrong.
   */
  readonly failed: OnFailure = (result, reason, { length }) => {
    const write = ({ times: votes }: Repeated) => {
      if (result === 'refused') this.#log.error({ votes, reason }, 'the log refuses votes')
      else this.#log.warn({ code: result, votes, reason }, 'votes failed')
    }
    this.#lines.report(result, write, length)
  }

  /** Connections that were cut because of the memory that their callers held and did not use. */
  cut(connections: number, bufferedBytes: number): void {
    this.#log.warn({ connections, bufferedBytes }, 'connections cut that wait for their clients')
  }

  /** A failure that nobody foresaw. */
  unexpected(error: unknown): void {
    this.#log.error({ err: error }, 'unexpected error while taking a vote')
  }
}
