import { utf8 } from '@aplauso/proto'
import { Batcher } from '../batcher/index.ts'
import { RecordRefused, StoreUnavailable } from '../ports/errors.ts'
import type { LogEntry, VoteLogProducer } from '../ports/vote-log.ts'
import type { KafkaConnection, KafkaPatience } from './connection.ts'
import { isRefusal, kafkaFault } from './fault.ts'
import { KafkaLink } from './link.ts'

export interface KafkaProducerOptions {
  readonly connection: KafkaConnection
  /** `votes` unless given. */
  readonly topic?: string
  /** Shown in the broker's logs and metrics. */
  readonly clientId?: string
  /** How long the first record of a batch waits for others. */
  readonly lingerMs?: number
  readonly maxBatchRecords?: number
  readonly maxQueueRecords?: number
  readonly maxQueueBytes?: number
  /** After this long a batch is given up; a caller is answered within twice this time. */
  readonly timeoutMs?: number
  /** While the log is down, connecting is tried this often. Absent: only when records come. */
  readonly reconnectMs?: number
}

const defaults = {
  topic: 'votes',
  clientId: 'aplauso',
  lingerMs: 5,
  maxBatchRecords: 2_000,
  maxQueueRecords: 20_000,
  maxQueueBytes: 32 * 1024 * 1024,
  timeoutMs: 4_500,
}

/** Below the broker's usual message.max.bytes (1 MiB): kafkajs sends all records of a partition as one. */
const maxBatchBytes = 900_000

/** Length fields, timestamp and offset of one record in a batch, at most. */
const recordOverheadBytes = 32

/** The outer deadline is `timeoutMs`; these only keep kafkajs from waiting longer in vain. */
const patience: KafkaPatience = { connectTimeoutMs: 3_000, requestTimeoutMs: 5_000, retries: 2 }

/** How long closing waits for the sockets. */
const disconnectTimeoutMs = 1_000

/**
 * The writing side of the log in Kafka: acks=all, batches of many callers, one flush in flight. Connects by itself when
 * records come; after any error it does so anew. Runs in Node and in workerd.
 */
export class KafkaProducer implements VoteLogProducer {
  readonly #options: KafkaProducerOptions & typeof defaults
  readonly #batcher: Batcher<LogEntry>
  #link: KafkaLink | undefined
  #opening: Promise<void> | undefined
  #reconnecting: ReturnType<typeof setTimeout> | undefined
  #up = false
  #unopened = 0
  #closed = false

  constructor(options: KafkaProducerOptions) {
    const { connection: _, ...given } = options
    this.#options = { ...defaults, connection: options.connection, ...given }
    this.#batcher = new Batcher<LogEntry>({
      flush: (entries, signal) => this.#flush(entries, signal),
      sizeOf: ({ key, value }) => utf8(key).byteLength + utf8(value).byteLength + recordOverheadBytes,
      lingerMs: this.#options.lingerMs,
      maxBatchRecords: this.#options.maxBatchRecords,
      maxBatchBytes,
      maxQueueRecords: this.#options.maxQueueRecords,
      maxQueueBytes: this.#options.maxQueueBytes,
      flushTimeoutMs: this.#options.timeoutMs,
      queueTimeoutMs: this.#options.timeoutMs,
    })
  }

  /**
   * Connects and fetches the topic's metadata, so that the first record finds everything ready.
   * @throws StoreUnavailable with one line for a person; its `cause` is kafkajs's error, which `kafkaFault` sorts
   */
  async connect(): Promise<void> {
    const link = this.#present()
    try {
      await within(this.#options.timeoutMs, this.#open(link))
    } catch (error) {
      throw this.#failed(link, error)
    }
  }

  append(entry: LogEntry): Promise<void> {
    return this.#batcher.add(entry)
  }

  isUp(): boolean {
    return this.#up
  }

  /** How many connections in a row were given up before they opened. A runtime that leaks those must stop in time. */
  get unopened(): number {
    return this.#unopened
  }

  /** Lets go of the connection while there is nothing to send; the next record connects again. */
  async disconnect(): Promise<void> {
    if (this.#batcher.pending === 0) await this.#discard()
  }

  async close(): Promise<void> {
    this.#closed = true
    clearTimeout(this.#reconnecting)
    await this.#batcher.close()
    await this.#discard()
  }

  async #flush(
    entries: readonly LogEntry[],
    signal: AbortSignal,
  ): Promise<ReadonlyMap<LogEntry, RecordRefused> | undefined> {
    const link = this.#present()
    const givenUp = () => void this.#failed(link, signal.reason)
    signal.addEventListener('abort', givenUp)
    try {
      await this.#open(link)
      const refused = new Map<LogEntry, RecordRefused>()
      await this.#store(link, entries, refused, signal)
      return refused
    } catch (error) {
      throw this.#failed(link, error)
    } finally {
      signal.removeEventListener('abort', givenUp)
    }
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

  #present(): KafkaLink {
    const { connection, topic, clientId } = this.#options
    this.#link ??= new KafkaLink(connection, topic, clientId, patience)
    return this.#link
  }

  /** Opens the link; callers that come while it opens share the opening. */
  async #open(link: KafkaLink): Promise<void> {
    this.#opening ??= link.open()
    await this.#opening
    if (this.#link !== link) return
    this.#up = true
    this.#unopened = 0
  }

  #failed(link: KafkaLink, error: unknown): StoreUnavailable {
    if (this.#link === link) {
      void this.#discard()
      this.#reconnectLater()
    }
    if (error instanceof StoreUnavailable) return error
    return new StoreUnavailable(kafkaFault(error).line, { cause: error })
  }

  #reconnectLater(): void {
    const { reconnectMs } = this.#options
    if (this.#closed || reconnectMs === undefined) return
    this.#reconnecting ??= setTimeout(() => {
      this.#reconnecting = undefined
      // Its failure asks for the next try.
      if (!this.#up && !this.#closed) this.connect().catch(() => {})
    }, reconnectMs)
  }

  /** Drops the link. A stalled one may never let go, so nobody waits for it for long. */
  async #discard(): Promise<void> {
    const link = this.#link
    if (!link) return
    this.#link = undefined
    this.#opening = undefined
    this.#up = false
    if (!link.opened) this.#unopened += 1
    await within(disconnectTimeoutMs, link.disconnect()).catch(() => {})
  }
}

async function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new StoreUnavailable(`no answer within ${timeoutMs} ms`)), timeoutMs)
  })
  try {
    return await Promise.race([work, deadline])
  } finally {
    clearTimeout(timer)
  }
}
