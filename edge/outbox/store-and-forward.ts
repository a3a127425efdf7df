import { messageOf, withDeadline } from '@aplauso/process/portable'
import { type AppendResult, isTransient, type RelayEntry } from '@aplauso/proto'
import { log, RateLimitedLog } from '../log/log.ts'
import type { Backlog } from './backlog.ts'
import { NeedsOperator, type Transport } from './transports/transport.ts'

export interface StoreAndForwardOptions {
  readonly transport: Transport
  /** Absent: nothing is kept, and votes that the log does not take have failed. */
  readonly backlog: Pick<Backlog, 'rows' | 'keeps' | 'append' | 'head' | 'settle'> | undefined
  /** How long the log may take for one batch. */
  readonly deadlineMs: number
  /** Called after each attempt to append to the log. */
  readonly afterAttempt?: () => void
}

/** After this long one emptying ends, so that the platform's limits on an alarm are far away. */
const emptyingTimeoutMs = 20_000
/**
 * Records of one attempt. A batch that is not taken in time is tried with half as many: where many are refused for
 * themselves, finding them takes many answers, and even then each attempt must come to its end.
 */
const portions = { most: 4_096, least: 16 } as const

/**
 * The log first, the object's storage where the log does not answer. While anything lies in storage, new votes go there
 * too, and only the emptying asks the log: so there is one sender at a time, and order is kept.
 */
export class StoreAndForward {
  readonly #options: StoreAndForwardOptions
  readonly #log = new RateLimitedLog()
  #logUp: boolean | null = null
  #emptying = false
  #portion: number = portions.most

  constructor(options: StoreAndForwardOptions) {
    this.#options = options
  }

  /** Whether the log took what it was last given; null before the first time. */
  get logUp(): boolean | null {
    return this.#logUp
  }

  /**
   * Resolves with what became of each entry, in order; `accepted` is in the log, or durable in storage.
   * @throws what the storage throws: it is unknown what it wrote
   */
  async append(entries: readonly RelayEntry[]): Promise<readonly AppendResult[]> {
    const { backlog } = this.#options
    if (backlog && backlog.rows > 0) return backlog.append(entries)
    const results = await this.#appendToLog(entries)
    const left = [...entries.keys()].filter((index) => isTransient[results[index] ?? 'unavailable'])
    if (!backlog?.keeps || left.length === 0) return results
    const stored = await backlog.append(left.flatMap((index) => entries[index] ?? []))
    const resultsOfStored = new Map(left.map((index, place) => [index, stored[place] ?? 'unavailable'] as const))
    return results.map((result, index) => resultsOfStored.get(index) ?? result)
  }

  /** Appends the backlog to the log until it is empty, the log does not answer or the time is over. Never overlaps itself. */
  async empty(): Promise<void> {
    const { backlog } = this.#options
    if (!backlog || this.#emptying) return
    this.#emptying = true
    try {
      const untilMs = Date.now() + emptyingTimeoutMs
      while (backlog.rows > 0 && Date.now() < untilMs) {
        const { rows, unreadable } = backlog.head()
        if (unreadable > 0)
          log('error', 'rows of the backlog cannot be read; they are dead letters', { rows: unreadable })
        if (rows.length === 0 && unreadable === 0) return
        const entries = rows.flatMap((row) => row.entries).slice(0, this.#portion)
        const results = await this.#appendToLog(entries)
        backlog.settle(rows, results)
        const refused = results.filter((result) => result === 'refused').length
        if (refused > 0) log('error', 'the log refuses accepted votes; they are dead letters', { votes: refused })
        this.#portion = this.#logUp
          ? Math.min(portions.most, this.#portion * 2)
          : Math.max(portions.least, Math.ceil(entries.length / 2))
        if (results.some((result) => isTransient[result])) return
      }
    } finally {
      this.#emptying = false
    }
  }

  /** A result for each entry; `unavailable` if the transport throws, or gives none. Never throws. */
  async #appendToLog(entries: readonly RelayEntry[]): Promise<readonly AppendResult[]> {
    if (entries.length === 0) return []
    const { transport, deadlineMs, afterAttempt } = this.#options
    try {
      const answer = await withDeadline(deadlineMs, (signal) => transport.append(entries, signal))
      const results = entries.map((_, index) => answer[index] ?? 'unavailable')
      this.#logUp = results.some((result) => !isTransient[result])
      // The relay answers, the log behind it does not.
      if (!this.#logUp) this.#logFailure({ reason: `the answer was ${[...new Set(results)].join(', ')}` })
      return results
    } catch (error) {
      this.#logUp = false
      this.#logFailure({
        reason: messageOf(error),
        ...(error instanceof NeedsOperator ? { advice: error.advice } : {}),
      })
      return entries.map(() => 'unavailable')
    } finally {
      afterAttempt?.()
    }
  }

  #logFailure(why: { readonly reason: string; readonly advice?: string }): void {
    if (why.advice === undefined) this.#log.report('warn', 'the log did not take a batch', why)
    else this.#log.report('error', 'log needs an operator; accepted votes wait', why)
  }
}
