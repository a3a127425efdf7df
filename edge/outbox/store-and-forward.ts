import type { RelayEntry, RelayOutcome } from '@aplauso/proto'
import { StoreUnavailable } from '@aplauso/stores/batcher'
import { Complaints } from '../log/complaints.ts'
import { log, messageOf } from '../log/log.ts'
import type { Backlog } from './backlog.ts'
import { withDeadline } from './deadline.ts'
import { NeedsOperator, type Transport } from './transports/transport.ts'

export interface KeeperOptions {
  readonly transport: Transport
  /** Absent: nothing is kept, and votes that the log does not take have failed. */
  readonly backlog: Pick<Backlog, 'rows' | 'keeps' | 'append' | 'head' | 'settle'> | undefined
  /** How long the log may take for one batch. */
  readonly deadlineMs: number
  /** Told after each attempt to send. */
  readonly afterSend?: () => void
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
export class Keeper {
  readonly #options: KeeperOptions
  readonly #complaints = new Complaints()
  #logUp: boolean | null = null
  #emptying = false
  #portion: number = portions.most

  constructor(options: KeeperOptions) {
    this.#options = options
  }

  /** Whether the log took what it was last sent; null before the first time. */
  get logUp(): boolean | null {
    return this.#logUp
  }

  /**
   * What became of each entry, in order; `accepted` is in the log, or durable in storage.
   * @throws what the storage throws: the fate of all is unknown
   */
  async store(entries: readonly RelayEntry[]): Promise<readonly RelayOutcome[]> {
    const { backlog } = this.#options
    if (backlog && backlog.rows > 0) return backlog.append(entries)
    const outcomes = await this.#send(entries)
    const homeless = [...entries.keys()].filter((index) => isTransient(outcomes[index]))
    if (!backlog?.keeps || homeless.length === 0) return outcomes
    const kept = await backlog.append(homeless.flatMap((index) => entries[index] ?? []))
    const fates = new Map(homeless.map((index, place) => [index, kept[place] ?? 'unavailable'] as const))
    return outcomes.map((outcome, index) => fates.get(index) ?? outcome)
  }

  /** Sends the backlog to the log until it is empty, the log does not answer or the time is over. Never overlaps itself. */
  async empty(): Promise<void> {
    const { backlog } = this.#options
    if (!backlog || this.#emptying) return
    this.#emptying = true
    try {
      const untilMs = Date.now() + emptyingTimeoutMs
      while (backlog.rows > 0 && Date.now() < untilMs) {
        const { rows, unreadable } = backlog.head()
        if (unreadable > 0) log('error', 'rows of the backlog cannot be read and were set aside', { rows: unreadable })
        if (rows.length === 0 && unreadable === 0) return
        const entries = rows.flatMap((row) => row.entries).slice(0, this.#portion)
        const outcomes = await this.#send(entries)
        backlog.settle(rows, outcomes)
        const refused = outcomes.filter((outcome) => outcome === 'refused').length
        if (refused > 0) log('error', 'the log refuses accepted votes; they were set aside', { votes: refused })
        this.#portion = this.#logUp
          ? Math.min(portions.most, this.#portion * 2)
          : Math.max(portions.least, Math.ceil(entries.length / 2))
        if (outcomes.some(isTransient)) return
      }
    } finally {
      this.#emptying = false
    }
  }

  /** An outcome for each entry; one whose fate is unknown is `unavailable`. Never throws. */
  async #send(entries: readonly RelayEntry[]): Promise<readonly RelayOutcome[]> {
    if (entries.length === 0) return []
    const { transport, deadlineMs, afterSend } = this.#options
    try {
      const answer = await withDeadline(deadlineMs, (signal) => transport.send(entries, signal))
      const outcomes = entries.map((_, index) => answer[index] ?? 'unavailable')
      this.#logUp = outcomes.some((outcome) => outcome === 'accepted' || outcome === 'refused')
      // The relay answers, the log behind it does not.
      if (!this.#logUp) this.#complain(new StoreUnavailable(`the answer was ${[...new Set(outcomes)].join(', ')}`))
      return outcomes
    } catch (error) {
      this.#logUp = false
      this.#complain(error)
      return entries.map(() => 'unavailable')
    } finally {
      afterSend?.()
    }
  }

  #complain(error: unknown): void {
    const reason = messageOf(error)
    if (error instanceof NeedsOperator) {
      const { advice } = error
      this.#complaints.tell('error', 'the log takes nothing until this is fixed; accepted votes wait', {
        reason,
        advice,
      })
    } else this.#complaints.tell('warn', 'the log did not take a batch', { reason })
  }
}

/** Whether the same entry may be taken another time. */
function isTransient(outcome: RelayOutcome | undefined): boolean {
  return outcome !== 'accepted' && outcome !== 'refused'
}
