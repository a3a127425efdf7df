import { messageOf } from '@aplauso/process/portable'
import type { AppendFailure, AppendResult, LetterOrder, LetterPage, RelayEntry, ShardStatus } from '@aplauso/proto'
import { Batcher, type BatchResult } from '@aplauso/stores/batcher'
import { type Level, log, RateLimitedLog } from '../log/log.ts'
import type { Backlog } from './backlog.ts'
import { StoreAndForward } from './store-and-forward.ts'
import type { Transport } from './transports/transport.ts'

export interface OutboxShardOptions {
  readonly transport: Transport
  readonly backlog: Backlog
  /** How long the log may take for one batch. */
  readonly deadlineMs: number
  /** The longest wait between two attempts to empty the backlog. */
  readonly probeMs: number
  readonly getAlarm: () => Promise<number | null>
  readonly setAlarm: (atMs: number) => Promise<void>
  /** Ends the object; the platform makes a new one for the next call. */
  readonly abort: (reason: string) => void
}

/** What an object gathers and holds. Sizes are in UTF-16 units: a batch's body has up to three times as many bytes. */
const batchLimits = {
  lingerMs: 4,
  maxBatchRecords: 2_000,
  maxBatchBytes: 1024 * 1024,
  maxQueueRecords: 20_000,
  maxQueueBytes: 16 * 1024 * 1024,
  // Longer than the log and the storage need together.
  batchTimeoutMs: 5_000,
  queueTimeoutMs: 5_000,
} as const

const failureLines: Readonly<Record<AppendFailure, readonly [Level, string]>> = {
  full: ['warn', 'votes found no room'],
  refused: ['error', 'the log refuses records'],
  unavailable: ['warn', 'votes were not stored'],
}

const firstProbeMs = 250
/** How soon an alarm is set again that could not be set. */
const rearmMs = 1_000
/** An open connection keeps the object awake, which is paid for. */
const idleMs = 30_000
/** Only six connections may be opening in one object. */
const maxStuck = 3
/** How long an object that must end waits for its callers. */
const lastCallsMs = 1_000

/**
 * One shard of the outbox, apart from the platform's class: gathers the entries of many requests into batches, and has
 * one batch appended at a time. It holds only entries whose callers still wait.
 */
export class OutboxShard {
  readonly #options: OutboxShardOptions
  readonly #log = new RateLimitedLog()
  readonly #storeAndForward: StoreAndForward
  readonly #batcher: Batcher<RelayEntry>
  #armed = false
  #failures = 0
  #releasing: ReturnType<typeof setTimeout> | undefined
  #ending = false

  constructor(options: OutboxShardOptions) {
    this.#options = options
    this.#storeAndForward = new StoreAndForward({ ...options, afterAttempt: () => this.#afterAttempt() })
    this.#batcher = new Batcher<RelayEntry>({
      ...batchLimits,
      append: (entries) => this.#appendBatch(entries),
      sizeOf: ({ key, value }) => key.length + value.length,
      onFailure: (result, reason, { length }) => this.#log.report(...failureLines[result], { reason }, length),
    })
    this.wake()
  }

  /** Resolves with what became of each entry, in order. Never rejects. */
  append(entries: readonly RelayEntry[]): Promise<AppendResult[]> {
    return Promise.all(entries.map((entry) => this.#batcher.append(entry)))
  }

  /** Sees to it that an alarm comes while there is a backlog. */
  wake(): void {
    if (this.#armed || !this.#options.backlog.rows) return
    this.#armed = true
    void this.#arm()
  }

  /** Empties the backlog as far as the log takes it. Never throws: a platform that sees alarms fail gives them up. */
  async alarm(): Promise<void> {
    let failed = true
    try {
      await this.#storeAndForward.empty()
      failed = this.#storeAndForward.logUp !== true
    } catch (error) {
      log('error', 'the backlog could not be emptied', { reason: messageOf(error) })
    } finally {
      this.#failures = failed ? this.#failures + 1 : 0
      this.#armed = false
      this.wake()
    }
  }

  /** Its status; an alarm that got lost is set anew. */
  async visit(): Promise<ShardStatus> {
    if (this.#options.backlog.rows && (await this.#options.getAlarm()) === null) {
      this.#armed = false
      this.wake()
    }
    return this.#status()
  }

  /** A part of the dead letters. */
  deadLetters(after: number): LetterPage {
    return this.#options.backlog.letters.page(after)
  }

  /**
   * Redrives or discards the dead letters until a moment: as many as one order takes, and how many those were.
   * @throws what the storage throws
   */
  async order(what: LetterOrder, untilMs: number): Promise<number> {
    const { backlog } = this.#options
    try {
      const records = await (what === 'redrive' ? backlog.redrive(untilMs) : backlog.letters.discard(untilMs))
      if (records > 0) log('warn', 'an order about dead letters', { order: what, records })
      return records
    } finally {
      this.wake()
    }
  }

  async #appendBatch(entries: readonly RelayEntry[]): Promise<BatchResult> {
    try {
      return { results: await this.#storeAndForward.append(entries) }
    } catch (error) {
      return { results: [], reason: messageOf(error) }
    } finally {
      // Rows may have been written, though it is not known whether they are durable.
      this.wake()
    }
  }

  #status(): ShardStatus {
    return { ...this.#options.backlog.totals(), waiting: this.#batcher.pending, logUp: this.#storeAndForward.logUp }
  }

  async #arm(): Promise<void> {
    const delayMs = Math.min(this.#options.probeMs, firstProbeMs * 2 ** Math.min(this.#failures, 16))
    try {
      await this.#options.setAlarm(Date.now() + delayMs)
    } catch (error) {
      log('error', 'no alarm could be set', { reason: messageOf(error) })
      this.#armed = false
      setTimeout(() => this.wake(), rearmMs)
    }
  }

  #afterAttempt(): void {
    clearTimeout(this.#releasing)
    this.#releasing = setTimeout(() => void this.#options.transport.release(), idleMs)
    // What the transport lets go of is counted a moment later.
    setTimeout(() => this.#endIfStuck(), 10)
  }

  /** The runtime never lets go of a connection that is still opening; it does with the whole object. */
  #endIfStuck(): void {
    if (this.#ending || this.#options.transport.stuck < maxStuck) return
    this.#ending = true
    const deadline = new Promise((resolve) => setTimeout(resolve, lastCallsMs))
    void Promise.race([this.#batcher.drained(), deadline]).then(() => {
      log('warn', 'connections to the log do not open; the object starts anew', { connections: maxStuck })
      this.#options.abort('connections to the log do not open')
    })
  }
}
