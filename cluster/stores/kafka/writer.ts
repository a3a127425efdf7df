import type { Message } from 'kafkajs'
import type { BatchResult } from '../batcher/index.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import type { LogEntry } from '../ports/vote-log.ts'
import { pause, untilAborted } from './aborting.ts'
import { BootstrapAddresses } from './bootstrap.ts'
import type { KafkaConnection } from './connection.ts'
import { DisposableProducer } from './disposable-producer.ts'
import { isForGood, isRefusal, kafkaFault } from './fault.ts'
import { LeadersMoved, successorOf } from './leaders-moved.ts'
import { openThrough } from './open-first.ts'
import { messageOf } from './redriven.ts'

export interface KafkaWriterOptions {
  readonly connection: KafkaConnection
  readonly topic: string
  /** Shown in the broker's logs and metrics. */
  readonly clientId: string
  /** While the log is down, connecting is tried this often. Absent: only when records come. */
  readonly reconnectMs?: number
}

/** The pause before a batch is repeated grows from the one to the other. */
const pauses = { firstMs: 20, longestMs: 400 } as const
/** A leader that moves is not an outage: the log is called down only after so long. */
const outageMs = 500
/** A topic that was just made, or a broker that has just started, needs a moment until each broker knows the topic. */
const unknownTopicMs = 1_000
const reconnectTimeoutMs = 3_000

/**
 * Appends batches to a topic, acks=all, one at a time. Connects by itself when there is something to append. After any
 * error it repeats the whole batch over a new producer with fresh metadata, until the caller's signal aborts: a record may
 * be in the log twice, which costs nothing, but none is called durable that is not. Runs in Node and in workerd.
 */
export class KafkaWriter {
  readonly #options: KafkaWriterOptions
  readonly #addresses: BootstrapAddresses
  #producer: DisposableProducer | undefined
  #turn: Promise<void> = Promise.resolve()
  #reconnecting: ReturnType<typeof setTimeout> | undefined
  #up = false
  #unopened = 0
  #closed = false

  constructor(options: KafkaWriterOptions) {
    this.#options = options
    this.#addresses = new BootstrapAddresses(options.connection.brokers)
  }

  /** Whether the log answered last time it was asked. */
  get isUp(): boolean {
    return this.#up
  }

  /** How many connections in a row were given up before they opened. A runtime that leaks those must stop in time. */
  get unopened(): number {
    return this.#unopened
  }

  /**
   * Connects and fetches the topic's metadata, so that the first batch finds everything ready.
   * @throws StoreUnavailable with one line for a person; its `cause` is kafkajs's error, which `kafkaFault` sorts
   */
  connect(signal: AbortSignal): Promise<void> {
    return this.#inTurn(signal, () => this.#repeat(async () => {}, signal))
  }

  /**
   * Resolves when all entries are `accepted`, or `refused` for what they are.
   * @param signal ends the attempts: the entries may be stored or not
   * @throws StoreUnavailable if it is unknown what became of them all
   */
  append(entries: readonly LogEntry[], signal: AbortSignal): Promise<BatchResult> {
    return this.#inTurn(signal, () => this.#appendOrHalve(entries, signal))
  }

  /** Closes the connections; the next batch connects again. */
  async disconnect(): Promise<void> {
    this.#up = false
    this.#replace(undefined)
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#reconnecting)
    await this.disconnect()
  }

  /** Batches follow one another, so that no leader has two of them. */
  async #inTurn<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    const before = this.#turn
    const { promise: done, resolve: end } = Promise.withResolvers<void>()
    this.#turn = before.then(() => done)
    try {
      await untilAborted(before, signal)
      return await work()
    } catch (error) {
      this.#reconnectLater()
      throw error instanceof StoreUnavailable ? error : new StoreUnavailable(kafkaFault(error).line, { cause: error })
    } finally {
      end()
    }
  }

  /**
   * Appends the entries; if the broker refuses the batch for what is in it, halves are sent until the culprits are alone.
   * A broker refuses by partition, so others of the batch may be stored twice: one key counts once.
   */
  async #appendOrHalve(entries: readonly LogEntry[], signal: AbortSignal): Promise<BatchResult> {
    try {
      const messages = entries.map(messageOf)
      await this.#repeat((producer) => this.#send(producer, messages, signal), signal)
      return { results: entries.map(() => 'accepted') }
    } catch (error) {
      if (!isRefusal(error) || entries.length === 0) throw error
      if (entries.length === 1) return { results: ['refused'], reason: kafkaFault(error).line }
      const middle = Math.ceil(entries.length / 2)
      const first = await this.#appendOrHalve(entries.slice(0, middle), signal)
      const second = await this.#appendOrHalve(entries.slice(middle), signal)
      return { results: [...first.results, ...second.results], reason: first.reason ?? second.reason }
    }
  }

  /**
   * Repeats the work over new producers until it succeeds.
   * @throws a refusal, and what no waiting repairs, at once; the last failure when the signal aborts
   */
  async #repeat(work: (producer: DisposableProducer) => Promise<void>, signal: AbortSignal): Promise<void> {
    const startedMs = performance.now()
    let last: unknown
    for (let pauseMs: number = pauses.firstMs; ; pauseMs = Math.min(pauses.longestMs, pauseMs * 2)) {
      try {
        if (this.#closed) throw new StoreUnavailable('the producer is closed')
        this.#producer ??= await this.#open(signal)
        await work(this.#producer)
        this.#up = true
        this.#unopened = 0
        return
      } catch (error) {
        if (isRefusal(error)) throw error
        if (error instanceof LeadersMoved) {
          this.#replace(error.successor)
          continue
        }
        this.#replace(undefined)
        const forMs = performance.now() - startedMs
        if (forMs > outageMs) this.#up = false
        // What was wrong before the time was over says more than that it is over.
        if (!signal.aborted || last === undefined) last = error
        if (signal.aborted || this.#closed || isFinal(error, forMs) || !(await pause(pauseMs, signal))) {
          this.#up = false
          throw last
        }
      }
    }
  }

  /** Sends the messages once. @throws LeadersMoved where the brokers name other leaders before the answer comes */
  async #send(producer: DisposableProducer, messages: Message[], signal: AbortSignal): Promise<void> {
    const answered = new AbortController()
    const looking = successorOf(producer, (ending) => this.#open(ending), answered.signal)
    let successor: DisposableProducer | undefined
    try {
      const sending = producer.send(messages).then(() => undefined)
      successor = await untilAborted(Promise.race([sending, looking]), signal)
    } finally {
      answered.abort()
      void looking.then((other) => {
        if (other !== successor) other?.discard()
      })
    }
    if (successor) throw new LeadersMoved(successor)
  }

  async #open(signal: AbortSignal): Promise<DisposableProducer> {
    const producer = await openThrough(
      this.#addresses,
      (address) => new DisposableProducer({ ...this.#options, address }),
      signal,
      (loser) => {
        this.#unopened += loser.discard()
      },
    )
    if (!this.#closed) return producer
    producer.discard()
    throw new StoreUnavailable('the producer is closed')
  }

  #replace(successor: DisposableProducer | undefined): void {
    const producer = this.#producer
    this.#producer = successor
    if (producer) this.#unopened += producer.discard()
  }

  #reconnectLater(): void {
    const { reconnectMs } = this.#options
    if (this.#closed || reconnectMs === undefined) return
    this.#reconnecting ??= setTimeout(() => {
      this.#reconnecting = undefined
      // Its failure asks for the next try.
      if (!this.#up && !this.#closed) this.connect(AbortSignal.timeout(reconnectTimeoutMs)).catch(() => {})
    }, reconnectMs)
  }
}

/** Whether no repetition helps. */
function isFinal(error: unknown, forMs: number): boolean {
  const fault = kafkaFault(error)
  return isForGood(fault) && (fault.kind !== 'topic' || forMs > unknownTopicMs)
}
