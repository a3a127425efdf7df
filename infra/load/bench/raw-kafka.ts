import { randomBytes } from 'node:crypto'
import { type KafkaConnection, kafkaClientConfig, readKafkaConnection } from '@aplauso/stores/kafka/connection'
import { createTopics, votesTopic } from '@aplauso/stores/kafka/topics'
import { Kafka, Partitioners } from 'kafkajs'

/** A record of the length and form that the doors write. */
const value = JSON.stringify({
  v: 1,
  contest: 'default',
  id: '01999999-9999-7999-8999-999999999999',
  name: 'Alux Nahual',
  album: 'Alto al Fuego',
  year: 1987,
  rank: 8.65,
  rules: 1,
  channel: 'grpc',
  at: '2026-11-25T20:15:00.000Z',
})
const keyTail = 'x'.repeat(80)

/**
 * Makes a topic of a benchmark's own.
 * @param engines the variables that name Kafka
 * @throws Error if they name none
 */
export async function makeBenchTopic(
  engines: Readonly<Record<string, string>>,
): Promise<{ readonly connection: KafkaConnection; readonly topic: string }> {
  const reading = readKafkaConnection(engines)
  if ('problems' in reading) throw new Error(`${reading.problems.join('; ')} (try: npm run engines -- up)`)
  const { connection } = reading
  const topic = `bench-${randomBytes(6).toString('hex')}`
  const development = engines.APLAUSO_DEVELOPMENT === '1'
  await createTopics(connection, { development, topics: [{ ...votesTopic, name: topic }] })
  return { connection, topic }
}

/** kafkajs itself, without a door, with acks=all. */
export class RawKafka {
  readonly #producer: ReturnType<Kafka['producer']>
  readonly #topic: string
  #sent = 0

  constructor(connection: KafkaConnection, topic: string) {
    this.#topic = topic
    this.#producer = new Kafka(kafkaClientConfig(connection, 'aplauso-bench')).producer({
      createPartitioner: Partitioners.DefaultPartitioner,
      allowAutoTopicCreation: false,
      // Its repeats may leave out partitions and report success.
      retry: { retries: 0 },
    })
  }

  async open(): Promise<void> {
    await this.#producer.connect()
  }

  async send(records: number): Promise<number> {
    const messages = Array.from({ length: records }, () => {
      this.#sent += 1
      return { key: `${this.#sent}${keyTail}`, value }
    })
    await this.#producer.send({ topic: this.#topic, messages, acks: -1 })
    return records
  }

  async close(): Promise<void> {
    await this.#producer.disconnect()
  }
}
