import { Kafka, type Message, Partitioners, type Producer } from 'kafkajs'
import { type KafkaConnection, type KafkaPatience, kafkaClientConfig } from './connection.ts'

/** In the broker, how long it waits for the replicas to have the records. */
const replicasTimeoutMs = 4_000

/**
 * One kafkajs producer on one topic, used until its first error: kafkajs recovers from some errors and not from others,
 * a new object from all.
 */
export class KafkaLink {
  readonly #producer: Producer
  readonly #topic: string
  #opened = false
  #discarded = false

  constructor(connection: KafkaConnection, topic: string, clientId: string, patience: KafkaPatience) {
    this.#topic = topic
    this.#producer = new Kafka(kafkaClientConfig(connection, clientId, patience)).producer({
      // Kafka's own rule (murmur2 of the key): a key keeps its partition whatever client wrote it.
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      // kafkajs calls its idempotent producer experimental; it may acknowledge what it did not store.
      idempotent: false,
      maxInFlightRequests: 1,
    })
  }

  /** Whether connecting has ever succeeded. */
  get opened(): boolean {
    return this.#opened
  }

  /** Connects, and asks for the topic's metadata. @throws what kafkajs throws */
  open(): Promise<void> {
    return this.#letGoAfter(async () => {
      await this.#producer.connect()
      this.#opened = true
      // Sending nothing is how kafkajs fetches a topic's metadata.
      await this.#producer.send({ topic: this.#topic, messages: [], acks: -1 })
    })
  }

  /** Resolves when all messages are durable: every replica that must have them does. @throws what kafkajs throws */
  send(messages: Message[]): Promise<void> {
    return this.#letGoAfter(async () => {
      await this.#producer.send({ topic: this.#topic, messages, acks: -1, timeout: replicasTimeoutMs })
    })
  }

  /** Lets go of all sockets. May take as long as an answer that is still awaited. */
  async disconnect(): Promise<void> {
    this.#discarded = true
    await this.#producer.disconnect()
  }

  /** kafkajs connects again within its own retries, also after it was told to disconnect. */
  async #letGoAfter(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } finally {
      if (this.#discarded) await this.#producer.disconnect()
    }
  }
}
