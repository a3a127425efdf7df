import type { Cluster, IHeaders } from 'kafkajs'
import { StoreUnavailable } from '../ports/errors.ts'
import type { LogRecord } from '../ports/vote-log.ts'
import { pause } from './aborting.ts'
import { BootstrapAddresses } from './bootstrap.ts'
import type { KafkaConnection } from './connection.ts'
import { DisposableCluster } from './disposable-cluster.ts'
import { isForGood, kafkaFault } from './fault.ts'
import { openThrough } from './open-first.ts'
import { redrivenMember } from './redriven.ts'

const fetchWaitMs = 500
const fetchBytes = 1024 * 1024
/** How long a request is repeated, and the pause between two times. */
const patienceMs = 4_000
const retryMs = 100
const openTimeoutMs = 3_000

/** What kafkajs hands back from a fetch; its own type says nothing. */
interface Fetched {
  readonly responses: readonly {
    readonly partitions: readonly {
      readonly messages: readonly {
        readonly offset: string
        readonly key: Buffer | null
        readonly value: Buffer | null
        readonly headers?: IHeaders
        readonly isControlRecord?: boolean
      }[]
    }[]
  }[]
}

/**
 * Looks at a topic without being a member of any group. A broker that is frozen or gone delays a request by seconds, not by
 * kafkajs's own retries, which multiply. Errors become StoreUnavailable. Node only.
 */
export class KafkaReader {
  readonly #connection: KafkaConnection
  readonly #topic: string
  readonly #clientId: string
  readonly #addresses: BootstrapAddresses
  readonly #closing = new AbortController()
  #cluster: Promise<DisposableCluster> | undefined

  constructor(connection: KafkaConnection, topic: string, clientId: string) {
    this.#connection = connection
    this.#topic = topic
    this.#clientId = clientId
    this.#addresses = new BootstrapAddresses(connection.brokers)
  }

  /** The number of partitions that the log has now. */
  partitions(): Promise<number> {
    return this.#ask(async (cluster) => {
      await cluster.refreshMetadata()
      return cluster.findTopicPartitionMetadata(this.#topic).length
    })
  }

  /** The first offset still there and the next to be written. */
  bounds(partition: number): Promise<{ start: number; end: number }> {
    return this.#ask(async (cluster) => ({
      start: await this.#offset(cluster, partition, true),
      end: await this.#offset(cluster, partition, false),
    }))
  }

  /** The record at an offset, undefined where there is none. */
  async recordAt(partition: number, offset: number): Promise<LogRecord | undefined> {
    const { start, end } = await this.bounds(partition)
    if (offset < start || offset >= end) return undefined
    return (await this.#fetch(partition, offset)).find((record) => record.offset === offset)
  }

  /** Whether there are records at or behind an offset; control records of transactions are none. */
  async hasRecords(partition: number, from: number): Promise<boolean> {
    for await (const _ of this.records(partition, from)) return true
    return false
  }

  /** All records of a partition that are there now, from an offset on, in order. */
  async *records(partition: number, from = 0): AsyncGenerator<LogRecord, void, undefined> {
    const { start, end } = await this.bounds(partition)
    for (let next = Math.max(start, from); next < end; ) {
      const records = (await this.#fetch(partition, next)).filter(({ offset }) => offset >= next && offset < end)
      yield* records
      // Where a fetch gives nothing, the rest are control records, or an answer took too long: the next one shows which.
      next = (records.at(-1)?.offset ?? next) + 1
    }
  }

  #fetch(partition: number, offset: number): Promise<LogRecord[]> {
    return this.#ask(async (cluster) => {
      const [nodeId = ''] = Object.keys(cluster.findLeaderForPartitions(this.#topic, [partition]))
      const broker = await cluster.findBroker({ nodeId })
      const asked = { partition, fetchOffset: String(offset), maxBytes: fetchBytes }
      const fetched: Fetched = await broker.fetch({
        maxWaitTime: fetchWaitMs,
        minBytes: 1,
        maxBytes: fetchBytes,
        topics: [{ topic: this.#topic, partitions: [asked] }],
      })
      return fetched.responses
        .flatMap(({ partitions }) => partitions.flatMap(({ messages }) => messages))
        .filter(({ isControlRecord }) => !isControlRecord)
        .map((message) => ({
          offset: Number(message.offset),
          key: message.key?.toString() ?? '',
          value: message.value?.toString() ?? '',
          ...redrivenMember(message.headers),
        }))
    })
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const cluster = await this.#cluster?.catch(() => undefined)
    this.#cluster = undefined
    cluster?.discard()
  }

  async #offset(cluster: Cluster, partition: number, fromBeginning: boolean): Promise<number> {
    const [answer] = await cluster.fetchTopicsOffset([
      { topic: this.#topic, partitions: [{ partition }], fromBeginning },
    ])
    const offset = answer?.partitions[0]?.offset
    if (offset === undefined) throw new Error(`no answer for partition ${partition}`)
    return Number(offset)
  }

  /** Repeats a failed request over a new connection: leaders move, and connections grow old. */
  async #ask<Answer>(request: (cluster: Cluster) => Promise<Answer>): Promise<Answer> {
    const { signal } = this.#closing
    const untilMs = performance.now() + patienceMs
    for (;;) {
      this.#cluster ??= this.#open()
      const opening = this.#cluster
      try {
        return await request((await opening).cluster)
      } catch (error) {
        // Others may have opened the next one already.
        if (this.#cluster === opening) this.#cluster = undefined
        opening.then((failed) => failed.discard()).catch(() => {})
        const fault = kafkaFault(error)
        const isOver = performance.now() >= untilMs || isForGood(fault)
        if (isOver || !(await pause(retryMs, signal))) throw new StoreUnavailable(fault.line, { cause: error })
      }
    }
  }

  #open(): Promise<DisposableCluster> {
    const given = { connection: this.#connection, topic: this.#topic, clientId: this.#clientId }
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(openTimeoutMs)])
    return openThrough(this.#addresses, (address) => new DisposableCluster({ ...given, address }), signal)
  }
}
