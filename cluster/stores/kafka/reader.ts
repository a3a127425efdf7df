import { type Cluster, type IHeaders, Kafka, PartitionAssigners } from 'kafkajs'
import { StoreUnavailable } from '../ports/errors.ts'
import type { LogRecord } from '../ports/vote-log.ts'
import { type KafkaConnection, kafkaClientConfig } from './connection.ts'
import { kafkaFault } from './fault.ts'
import { redrivenMember } from './redriven.ts'

const fetchWaitMs = 500
const fetchBytes = 1024 * 1024

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

/** Looks at a topic without being a member of any group. Errors become StoreUnavailable. Node only. */
export class KafkaReader {
  readonly #connection: KafkaConnection
  readonly #topic: string
  readonly #clientId: string
  #cluster: Promise<Cluster> | undefined

  constructor(connection: KafkaConnection, topic: string, clientId: string) {
    this.#connection = connection
    this.#topic = topic
    this.#clientId = clientId
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
      // Where a fetch gives nothing, the rest are control records, or an answer took too long: the next one tells.
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
    const cluster = await this.#cluster?.catch(() => undefined)
    this.#cluster = undefined
    await cluster?.disconnect()
  }

  async #offset(cluster: Cluster, partition: number, fromBeginning: boolean): Promise<number> {
    const [answer] = await cluster.fetchTopicsOffset([
      { topic: this.#topic, partitions: [{ partition }], fromBeginning },
    ])
    const offset = answer?.partitions[0]?.offset
    if (offset === undefined) throw new Error(`no answer for partition ${partition}`)
    return Number(offset)
  }

  /** Asks, and once more with a new connection where it failed: leaders move and connections grow old. */
  async #ask<Answer>(question: (cluster: Cluster) => Promise<Answer>): Promise<Answer> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        this.#cluster ??= this.#open()
        return await question(await this.#cluster)
      } catch (error) {
        await this.close().catch(() => {})
        if (attempt === 2) throw new StoreUnavailable(kafkaFault(error).line, { cause: error })
      }
    }
  }

  async #open(): Promise<Cluster> {
    let given: Cluster | undefined
    // The one public way to kafkajs's cluster object is what an assigner is handed. No group is joined.
    new Kafka(kafkaClientConfig(this.#connection, this.#clientId)).consumer({
      groupId: 'never-joined',
      allowAutoTopicCreation: false,
      partitionAssigners: [
        (config) => {
          given = config.cluster
          return PartitionAssigners.roundRobin(config)
        },
      ],
    })
    if (!given) throw new Error('kafkajs no longer hands its cluster to assigners')
    await given.connect()
    await given.addTargetTopic(this.#topic)
    return given
  }
}
