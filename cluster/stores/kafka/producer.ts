import { type AppendResult, utf8 } from '@aplauso/proto'
import { Batcher, type OnFailure } from '../batcher/index.ts'
import type { LogEntry, VoteLogProducer } from '../ports/vote-log.ts'
import type { KafkaConnection } from './connection.ts'
import { KafkaWriter } from './writer.ts'

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
  /** A batch is repeated for this long, then given up; a caller is answered within twice this time. */
  readonly timeoutMs?: number
  /** While the log is down, connecting is tried this often. Absent: only when records come. */
  readonly reconnectMs?: number
  /** Called with records that were not accepted, and why. */
  readonly onFailure?: OnFailure<LogEntry> | undefined
}

/** Below the broker's usual message.max.bytes (1 MiB): kafkajs sends all records of a partition as one. */
const maxBatchBytes = 900_000

/** Length fields, timestamp and offset of one record in a batch, at most. */
const recordOverheadBytes = 32

/** The writing side of the log in Kafka: batches of many callers, one in flight, each durable when answered. */
export class KafkaProducer implements VoteLogProducer {
  readonly #writer: KafkaWriter
  readonly #batcher: Batcher<LogEntry>
  readonly #timeoutMs: number

  constructor({
    connection,
    topic = 'votes',
    clientId = 'aplauso',
    lingerMs = 5,
    maxBatchRecords = 2_000,
    maxQueueRecords = 20_000,
    maxQueueBytes = 32 * 1024 * 1024,
    timeoutMs = 4_500,
    reconnectMs,
    onFailure,
  }: KafkaProducerOptions) {
    const writer = new KafkaWriter({
      connection,
      topic,
      clientId,
      ...(reconnectMs === undefined ? {} : { reconnectMs }),
    })
    this.#writer = writer
    this.#timeoutMs = timeoutMs
    this.#batcher = new Batcher<LogEntry>({
      append: (entries, signal) => writer.append(entries, signal),
      onFailure,
      sizeOf: ({ key, value }) => utf8(key).byteLength + utf8(value).byteLength + recordOverheadBytes,
      lingerMs,
      maxBatchRecords,
      maxBatchBytes,
      maxQueueRecords,
      maxQueueBytes,
      batchTimeoutMs: timeoutMs,
      queueTimeoutMs: timeoutMs,
    })
  }

  /**
   * Connects and fetches the topic's metadata: until then the producer is not ready.
   * @throws StoreUnavailable with kafkajs's error as its `cause`, which `kafkaFault` sorts
   */
  connect(): Promise<void> {
    return this.#writer.connect(AbortSignal.timeout(this.#timeoutMs))
  }

  append(entry: LogEntry): Promise<AppendResult> {
    return this.#batcher.append(entry)
  }

  isUp(): boolean {
    return this.#writer.isUp
  }

  async close(): Promise<void> {
    await this.#batcher.close()
    await this.#writer.close()
  }
}
