import { type Cluster, Kafka, PartitionAssigners } from 'kafkajs'
import { StoreUnavailable } from '../ports/errors.ts'
import type { LogRecord } from '../ports/vote-log.ts'
import { type KafkaConnection, kafkaClientConfig } from './connection.ts'
import { kafkaFault } from './fault.ts'

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

  /** The number of partitions. */
  partitions(): Promise<number> {
    return this.#ask(async (cluster) => cluster.findTopicPartitionMetadata(this.#topic).length)
  }

  /** The first offset still there and the next to be written. */
  bounds(partition: number): Promise<{ start: number; end: number }> {
    return this.#ask(async (cluster) => ({
      start: await this.#offset(cluster, partition, true),
      end: await this.#offset(cluster, partition, false),
    }))
  }

  /** The record at an offset, undefined where there is none. */
  recordAt(partition: number, offset: number): Promise<LogRecord | undefined> {
    return this.#ask(async (cluster) => {
      const start = await this.#offset(cluster, partition, true)
      const end = await this.#offset(cluster, partition, false)
      if (offset < start || offset >= end) return undefined
      const [nodeId = ''] = Object.keys(cluster.findLeaderForPartitions(this.#topic, [partition]))
      const broker = await cluster.findBroker({ nodeId })
      const fetched: Fetched = await broker.fetch({
        maxWaitTime: fetchWaitMs,
        minBytes: 1,
        maxBytes: fetchBytes,
        topics: [
          { topic: this.#topic, partitions: [{ partition, fetchOffset: String(offset), maxBytes: fetchBytes }] },
        ],
      })
      const messages = fetched.responses.flatMap(({ partitions }) => partitions.flatMap((part) => part.messages))
      const found = messages.find((message) => Number(message.offset) === offset && !message.isControlRecord)
      return found && { offset, key: found.key?.toString() ?? '', value: found.value?.toString() ?? '' }
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
