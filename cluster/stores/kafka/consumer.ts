import { setTimeout as sleep } from 'node:timers/promises'
import { type Consumer, type EachBatchPayload, Kafka } from 'kafkajs'
import type { LogBatch, LogHandler, LogRecord, VoteLogConsumer } from '../ports/vote-log.ts'
import { Commits } from './commits.ts'
import { type KafkaConnection, kafkaClientConfig } from './connection.ts'
import { isForGood, kafkaFault } from './fault.ts'
import { MetadataRefresh } from './metadata-refresh.ts'
import { Positions } from './positions.ts'
import { KafkaReader } from './reader.ts'
import { redrivenMember } from './redriven.ts'

export interface KafkaConsumerOptions {
  readonly connection: KafkaConnection
  /** `votes` unless given. */
  readonly topic?: string
  /** `aplauso-consumer` unless given. */
  readonly groupId?: string
  readonly clientId?: string
  /** A member that is silent for so long is dead, and its partitions go to others (10,000; the broker's least is 6,000). */
  readonly sessionTimeoutMs?: number
}

const heartbeatMs = 2_000
/** Within this time a member finishes the batch in hand when the group changes. */
const rebalanceTimeoutMs = 30_000
/** New records are handed over at once; this is how long a seek waits for a fetch without any. */
const fetchWaitMs = 500
const partitionBytes = 512 * 1024
const concurrentPartitions = 4
/** The pause after a batch that the handler could not decide. */
const retryMs = 500
const connectPauseMs = 1_000
/** A fetch waits half a second for records, so a broker that is silent for longer is frozen or gone. */
const patience = { connectTimeoutMs: 3_000, requestTimeoutMs: 5_000, retries: 2 }
const stopTimeoutMs = 7_000
/** What nobody knows is not tried for ever. */
const mostStartsInVain = 10

/**
 * The reading side of the log in Kafka, a member of the consumer group. A crash of kafkajs is followed by a
 * new start, its own or ours, unless waiting does not cure it: that ends reading (`crashed`). Node only.
 */
export class KafkaConsumer implements VoteLogConsumer {
  readonly #consumer: Consumer
  readonly #reader: KafkaReader
  readonly #topic: string
  readonly #commits: Commits
  readonly #positions: Positions
  readonly #metadata = new MetadataRefresh()
  readonly #inHand = new Set<Promise<void>>()
  readonly #stopping = new AbortController()
  /** since the group was joined the last time */
  #startsInVain = 0
  #fail: (error: Error) => void = () => {}
  readonly crashed = new Promise<Error>((resolve) => {
    this.#fail = resolve
  })

  constructor({
    connection,
    topic = 'votes',
    groupId = 'aplauso-consumer',
    clientId = groupId,
    sessionTimeoutMs = 10_000,
  }: KafkaConsumerOptions) {
    this.#topic = topic
    this.#reader = new KafkaReader(connection, topic, `${clientId}-reader`)
    this.#positions = new Positions(this.#reader)
    this.#consumer = new Kafka(kafkaClientConfig(connection, clientId, patience)).consumer({
      groupId,
      allowAutoTopicCreation: false,
      sessionTimeout: sessionTimeoutMs,
      heartbeatInterval: heartbeatMs,
      rebalanceTimeout: rebalanceTimeoutMs,
      maxWaitTimeInMs: fetchWaitMs,
      maxBytesPerPartition: partitionBytes,
      partitionAssigners: [this.#metadata.assigner],
      retry: { retries: 5, initialRetryTime: 200, maxRetryTime: 5_000 },
    })
    this.#commits = new Commits(this.#consumer, topic)
  }

  async start(handler: LogHandler): Promise<void> {
    const { GROUP_JOIN, CRASH, START_BATCH_PROCESS } = this.#consumer.events
    const joined = new Promise<void>((resolve) => {
      this.#consumer.on(GROUP_JOIN, ({ payload }) => {
        const owned = [...(payload.memberAssignment[this.#topic] ?? [])].sort((a, b) => a - b)
        this.#startsInVain = 0
        // Each partition begins at the group's committed position again, wherever it was read before.
        this.#positions.clear()
        this.#commits.keep(owned)
        handler.assigned(owned)
        resolve()
      })
    })
    this.#consumer.on(CRASH, ({ payload }) => {
      if (payload.restart) return
      const fault = kafkaFault(payload.error)
      // kafkajs ends permanently also what a broker needs a moment for, such as finding the group's coordinator, and what
      // is a fault of its own, such as asking a broker whose connection has gone.
      this.#startsInVain += fault.kind === 'unreachable' ? 0 : 1
      if (isForGood(fault) || this.#startsInVain > mostStartsInVain)
        this.#fail(new Error(fault.line, { cause: payload.error }))
      else void this.#runAgain(handler)
    })
    this.#consumer.on(START_BATCH_PROCESS, ({ payload }) => this.#positions.see(payload))
    await this.#run(handler)
    if (this.#stopping.signal.aborted) return
    this.#metadata.start()
    const failure = await Promise.race([joined, this.crashed, stopped(this.#stopping.signal)])
    if (failure) throw failure
  }

  seek(partition: number, position: number): void {
    this.#positions.set(partition, position)
    try {
      this.#consumer.seek({ topic: this.#topic, partition, offset: String(position) })
    } catch {
      // Between a crash and its restart there is nothing to seek in; the handler is asked again after the restart.
    }
  }

  async commit(partition: number, position: number): Promise<void> {
    this.#commits.note(partition, position)
  }

  partitions(): Promise<number> {
    return this.#reader.partitions()
  }

  bounds(partition: number): Promise<{ start: number; end: number }> {
    return this.#reader.bounds(partition)
  }

  recordAt(partition: number, offset: number): Promise<LogRecord | undefined> {
    return this.#reader.recordAt(partition, offset)
  }

  async hasRecords(partition: number, from: number): Promise<boolean> {
    const { end } = await this.#reader.bounds(partition)
    // The reader sees records of aborted transactions too; a fetch loop that is alive has passed them over.
    return !this.#positions.hasPassed(partition, end) && this.#reader.hasRecords(partition, from)
  }

  async stop(): Promise<void> {
    if (this.#stopping.signal.aborted) return
    this.#stopping.abort()
    // A broker that is gone must not keep the process: what was in hand is decided by the tally when it comes back.
    const end = new AbortController()
    await Promise.race([this.#leave(), sleep(stopTimeoutMs, undefined, { signal: end.signal }).catch(() => {})])
    end.abort()
  }

  /** Joins the group once the broker answers. @throws Error if waiting does not cure it */
  async #run(handler: LogHandler): Promise<void> {
    await this.#connect()
    if (this.#stopping.signal.aborted) return
    await this.#consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: concurrentPartitions,
      eachBatch: (payload) => this.#take(handler, payload),
    })
  }

  async #runAgain(handler: LogHandler): Promise<void> {
    try {
      await sleep(connectPauseMs, undefined, { signal: this.#stopping.signal })
      await this.#run(handler)
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.#fail(error instanceof Error ? error : new Error(String(error)))
    }
  }

  async #leave(): Promise<void> {
    await Promise.all([...this.#inHand, this.#metadata.stop()])
    await this.#commits.send()
    await Promise.allSettled([this.#consumer.disconnect(), this.#reader.close()])
  }

  /** Waits for the broker. */
  async #connect(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#consumer.connect()
        await this.#consumer.subscribe({ topics: [this.#topic], fromBeginning: true })
        return
      } catch (error) {
        const fault = kafkaFault(error)
        if (isForGood(fault)) throw new Error(fault.line, { cause: error })
        await sleep(connectPauseMs, undefined, { signal }).catch(() => {})
      }
    }
  }

  async #take(handler: LogHandler, payload: EachBatchPayload): Promise<void> {
    if (this.#stopping.signal.aborted || !payload.isRunning() || payload.isStale()) return
    const work = this.#handle(handler, payload)
    this.#inHand.add(work)
    await work
    this.#inHand.delete(work)
  }

  /** Never throws. */
  async #handle(handler: LogHandler, payload: EachBatchPayload): Promise<void> {
    const { batch, resolveOffset, heartbeat, isStale, pause } = payload
    const { partition } = batch
    // An order to rejoin while a batch is handled does not fail the batch: the next fetch hears of it.
    const beating = setInterval(() => void heartbeat().catch(() => {}), heartbeatMs)
    try {
      const place = await this.#positions.place(batch)
      if ('seek' in place) return this.seek(partition, place.seek)
      if ('look' in place) {
        const here = { partition, first: place.look, next: place.look, end: Number(batch.highWatermark), records: [] }
        return this.seek(partition, await handler.batch(here))
      }
      const next = Number(batch.lastOffset()) + 1
      const position = await handler.batch(logBatch(batch, place.first, next))
      // A seek during the batch wins: it was asked for later.
      if (isStale()) return
      if (position !== next) return this.seek(partition, position)
      this.#positions.set(partition, next)
      resolveOffset(batch.lastOffset())
    } catch {
      // Nothing was decided and nothing is resolved: the same position is fetched again.
      this.#resumeLater(pause())
    } finally {
      clearInterval(beating)
    }
  }

  #resumeLater(resume: () => void): void {
    setTimeout(() => {
      try {
        resume()
      } catch {
        // After a crash there is nothing to resume: a restarted member has no pauses.
      }
    }, retryMs).unref()
  }
}

function logBatch(batch: EachBatchPayload['batch'], first: number, next: number): LogBatch {
  const records = batch.messages.map(({ offset, key, value, headers }) => ({
    offset: Number(offset),
    key: key?.toString() ?? '',
    value: value?.toString() ?? '',
    ...redrivenMember(headers),
  }))
  return { partition: batch.partition, first, next, end: Number(batch.highWatermark), records }
}

function stopped(signal: AbortSignal): Promise<undefined> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
}
