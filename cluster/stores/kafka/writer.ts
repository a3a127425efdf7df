import { RecordRefused, StoreUnavailable } from '../ports/errors.ts'
import type { LogEntry } from '../ports/vote-log.ts'
import type { KafkaConnection, KafkaPatience } from './connection.ts'
import { isRefusal, kafkaFault } from './fault.ts'
import { KafkaLink } from './link.ts'

export interface KafkaWriterOptions {
  readonly connection: KafkaConnection
  readonly topic: string
  /** Shown in the broker's logs and metrics. */
  readonly clientId: string
  /** While the log is down, connecting is tried this often. Absent: only when records come. */
  readonly reconnectMs?: number
}

/** Outer deadlines are the callers'; these only keep kafkajs from waiting longer in vain. */
const patience: KafkaPatience = { connectTimeoutMs: 3_000, requestTimeoutMs: 5_000, retries: 2 }

/** How long letting go waits for the sockets. */
const disconnectTimeoutMs = 1_000

/**
 * Writes batches into a topic, acks=all. Connects by itself when there is something to write; after any error it does so
 * anew. Runs in Node and in workerd.
 */
export class KafkaWriter {
  readonly #options: KafkaWriterOptions
  #link: KafkaLink | undefined
  #opening: Promise<void> | undefined
  #reconnecting: ReturnType<typeof setTimeout> | undefined
  #up = false
  #unopened = 0
  #closed = false

  constructor(options: KafkaWriterOptions) {
    this.#options = options
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
  async connect(signal: AbortSignal): Promise<void> {
    await this.#attempt(signal, async () => {})
  }

  /**
   * Resolves when all entries are durable but those it returns, which the log refuses for what they are.
   * @param signal gives the attempt up: what is under way is let go of, the entries may be stored or not
   * @throws StoreUnavailable where the fate of all is unknown
   */
  async write(
    entries: readonly LogEntry[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<LogEntry, RecordRefused> | undefined> {
    const refused = new Map<LogEntry, RecordRefused>()
    await this.#attempt(signal, (link) => this.#store(link, entries, refused, signal))
    return refused.size > 0 ? refused : undefined
  }

  /** Lets go of the connection; the next batch connects again. */
  async disconnect(): Promise<void> {
    const link = this.#link
    if (!link) return
    this.#link = undefined
    this.#opening = undefined
    this.#up = false
    if (!link.opened) this.#unopened += 1
    // A stalled link may never let go, so nobody waits for it for long.
    await inTime(link.disconnect(), AbortSignal.timeout(disconnectTimeoutMs)).catch(() => {})
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#reconnecting)
    await this.disconnect()
  }

  async #attempt(signal: AbortSignal, work: (link: KafkaLink) => Promise<void>): Promise<void> {
    const { connection, topic, clientId } = this.#options
    this.#link ??= new KafkaLink(connection, topic, clientId, patience)
    const link = this.#link
    try {
      await inTime(
        this.#open(link).then(() => work(link)),
        signal,
      )
    } catch (error) {
      if (this.#link === link) {
        void this.disconnect()
        this.#reconnectLater()
      }
      throw error instanceof StoreUnavailable ? error : new StoreUnavailable(kafkaFault(error).line, { cause: error })
    }
  }

  /** Opens the link; callers that come while it opens share the opening. */
  async #open(link: KafkaLink): Promise<void> {
    this.#opening ??= link.open()
    await this.#opening
    if (this.#link !== link) return
    this.#up = true
    this.#unopened = 0
  }

  /**
   * Sends the entries; where the broker refuses the batch for what is in it, halves are sent until the culprits stand
   * alone. A broker refuses by partition, so others of the batch may be stored twice: one key counts once.
   */
  async #store(
    link: KafkaLink,
    entries: readonly LogEntry[],
    refused: Map<LogEntry, RecordRefused>,
    signal: AbortSignal,
  ): Promise<void> {
    signal.throwIfAborted()
    try {
      await link.send(entries.map(({ key, value }) => ({ key, value })))
    } catch (error) {
      const [only] = entries
      if (!isRefusal(error) || !only) throw error
      if (entries.length === 1) {
        refused.set(only, new RecordRefused(kafkaFault(error).line, { cause: error }))
        return
      }
      const middle = Math.ceil(entries.length / 2)
      await this.#store(link, entries.slice(0, middle), refused, signal)
      await this.#store(link, entries.slice(middle), refused, signal)
    }
  }

  #reconnectLater(): void {
    const { reconnectMs } = this.#options
    if (this.#closed || reconnectMs === undefined) return
    this.#reconnecting ??= setTimeout(() => {
      this.#reconnecting = undefined
      // Its failure asks for the next try.
      if (!this.#up && !this.#closed) this.connect(AbortSignal.timeout(patience.requestTimeoutMs)).catch(() => {})
    }, reconnectMs)
  }
}

/** @throws StoreUnavailable when the signal aborts first */
async function inTime<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let giveUp = () => {}
  const given = new Promise<never>((_, reject) => {
    giveUp = () => reject(new StoreUnavailable('Kafka did not answer in time'))
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
  try {
    return await Promise.race([work, given])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}
