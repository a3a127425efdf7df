import { Kafka, type Message, Partitioners, type PartitionMetadata, type Producer } from 'kafkajs'
import { type KafkaConnection, kafkaClientConfig } from './connection.ts'
import { Sockets } from './sockets.ts'

export interface DisposableProducerOptions {
  readonly connection: KafkaConnection
  /** The one broker of the connection that is asked for the others, `host:port`. */
  readonly address: string
  readonly topic: string
  /** Shown in the broker's logs and metrics. */
  readonly clientId: string
}

/** In the broker, how long it waits for the replicas to have the records. */
const replicasTimeoutMs = 4_000

/**
 * Deadlines are the callers'. No retries: kafkajs's own skip partitions whose leader moved to a broker that has already
 * answered, and report success (tulios/kafkajs#1303).
 */
const patience = { connectTimeoutMs: 3_000, requestTimeoutMs: 5_000, retries: 0 }

/** The message that asks for metadata. It is sent nowhere. */
const question: Message = { key: null, value: null }
/** kafkajs leaves out messages for partitions that the metadata does not name. */
const nowhere = -1

/**
 * One kafkajs producer on one topic, used until its first error: kafkajs recovers from some errors and not from others,
 * a new object from all. Each `send` goes out once.
 */
export class DisposableProducer {
  readonly address: string
  readonly #topic: string
  readonly #sockets = new Sockets()
  readonly #producer: Producer
  readonly #partitions = new WeakMap<Message, number>()
  #metadata: readonly PartitionMetadata[] = []

  constructor({ connection, address, topic, clientId }: DisposableProducerOptions) {
    this.address = address
    this.#topic = topic
    // Kafka's own rule (murmur2 of the key): a key keeps its partition whatever client wrote it.
    const choose = Partitioners.DefaultPartitioner()
    this.#producer = new Kafka({
      ...kafkaClientConfig({ ...connection, brokers: [address] }, clientId, patience),
      socketFactory: this.#sockets.factory,
    }).producer({
      createPartitioner: () => (choice) => {
        this.#metadata = choice.partitionMetadata
        if (choice.message === question) return nowhere
        const partition = choose(choice)
        this.#partitions.set(choice.message, partition)
        return partition
      },
      allowAutoTopicCreation: false,
      // kafkajs calls its idempotent producer experimental; it may acknowledge what it did not store.
      idempotent: false,
      maxInFlightRequests: 1,
    })
  }

  /** Connects, and fetches the topic's metadata. @throws what kafkajs throws */
  async open(): Promise<void> {
    await this.#producer.connect()
    await this.#producer.send({ topic: this.#topic, messages: [question], acks: -1 })
  }

  /** The leader of each partition, as far as this producer knows. */
  get leaders(): ReadonlyMap<number, number> {
    return new Map(this.#metadata.map(({ partitionId, leader }) => [partitionId, leader]))
  }

  /**
   * Resolves when all messages are durable: every replica that must have them does.
   * @throws what kafkajs throws, or Error where the answer leaves out a partition; the messages may be stored or not
   */
  async send(messages: Message[]): Promise<void> {
    const answer = await this.#producer.send({ topic: this.#topic, messages, acks: -1, timeout: replicasTimeoutMs })
    const stored = new Set(answer.filter(({ errorCode }) => errorCode === 0).map(({ partition }) => partition))
    for (const message of messages) {
      const partition = this.#partitions.get(message)
      if (partition === undefined || !stored.has(partition)) {
        throw new Error(`the answer leaves out partition ${partition}`)
      }
    }
  }

  /** Closes all sockets at once; what is under way fails. @returns how many connections had not opened yet */
  discard(): number {
    const unopened = this.#sockets.close()
    this.#producer.disconnect().catch(() => {})
    return unopened
  }
}
