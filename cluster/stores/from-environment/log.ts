import type { OnFailure } from '../batcher/index.ts'
import type { LogEntry, VoteLogConsumer, VoteLogProducer } from '../ports/vote-log.ts'
import { deadTopicOf, kafkaConnection, type LogConfig, topicOf } from './log-config.ts'
import type { Readiness } from './ready.ts'

/** While Kafka is down, a door tries to connect this often. */
const reconnectMs = 1_000

export interface ProducerOptions {
  /** Absent: the real log is not checked, and connects with the first record. */
  readonly readiness?: Readiness
  /** Called with records that were not accepted, and why. */
  readonly onFailure?: OnFailure<LogEntry>
}

/**
 * Opens the writing side of the log that the configuration names. With `readiness` the real one is checked first, and
 * has connected and fetched its topic's metadata when it is handed out.
 * @throws ConfigError if waiting will not help
 * @example
 * const producer = await openProducer(readConfig(logConfig, process.env))
 * const result = await producer.append({ key, value }) // accepted, full, refused or unavailable
 */
export async function openProducer(
  config: LogConfig,
  { readiness, onFailure }: ProducerOptions = {},
): Promise<VoteLogProducer> {
  const connection = kafkaConnection(config)
  if (!connection) {
    const { SqliteProducer } = await import('../sqlite/producer.ts')
    return SqliteProducer.open(config.APLAUSO_DATA ?? '', onFailure)
  }
  const { KafkaProducer } = await import('../kafka/producer.ts')
  const topic = topicOf(config)
  const producer = new KafkaProducer({ connection, topic, onFailure, ...(readiness ? { reconnectMs } : {}) })
  if (!readiness) return producer
  try {
    await readyKafka(config, readiness, [topic], () => producer.connect())
    return producer
  } catch (error) {
    await producer.close()
    throw error
  }
}

/** Opens the reading side of the log that the configuration names, checked first with `readiness`. @throws ConfigError */
export async function openConsumer(config: LogConfig, readiness?: Readiness): Promise<VoteLogConsumer> {
  const connection = kafkaConnection(config)
  if (!connection) {
    const { SqliteConsumer } = await import('../sqlite/consumer.ts')
    return SqliteConsumer.open(config.APLAUSO_DATA ?? '')
  }
  const { KafkaConsumer } = await import('../kafka/consumer.ts')
  const topic = topicOf(config)
  if (readiness) await readyKafka(config, readiness, [topic, deadTopicOf(config)])
  return new KafkaConsumer({
    connection,
    topic,
    ...(config.KAFKA_GROUP === undefined ? {} : { groupId: config.KAFKA_GROUP }),
  })
}

async function readyKafka(
  config: LogConfig,
  readiness: Readiness,
  topics: readonly string[],
  then?: () => Promise<void>,
): Promise<void> {
  const { awaitKafka } = await import('./kafka.ts')
  await awaitKafka(config, readiness, topics, then)
}
