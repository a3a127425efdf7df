import { type Admin, Kafka, logLevel } from 'kafkajs'

/** Brokers that share two cores with what is tested on them may take seconds to accept a connection. */
const connectionTimeout = 10_000
const requestTimeout = 15_000

/**
 * Does work with an admin client of a cluster and closes it.
 * @param brokers `host:port` of plain listeners
 * @throws what kafkajs and the work throw
 */
export async function withAdmin<Result>(
  brokers: readonly string[],
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const kafka = new Kafka({ brokers: [...brokers], connectionTimeout, requestTimeout, logLevel: logLevel.NOTHING })
  const admin = kafka.admin()
  try {
    await admin.connect()
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

/**
 * Adds a partition to a topic, as an operator does whose topic has become too narrow.
 * @param brokers `host:port` of plain listeners
 * @returns how many partitions it has then
 * @throws what kafkajs throws
 */
export function addPartition(brokers: readonly string[], topic: string): Promise<number> {
  return withAdmin(brokers, async (admin) => {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    const count = (topics[0]?.partitions.length ?? 0) + 1
    await admin.createPartitions({ topicPartitions: [{ topic, count }] })
    return count
  })
}
