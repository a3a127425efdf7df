import { Kafka, logLevel } from 'kafkajs'

/**
 * Adds a partition to a topic, as an operator does whose topic has become too narrow.
 * @param brokers `host:port` of plain listeners
 * @returns how many partitions it has then
 * @throws what kafkajs throws
 */
export async function addPartition(brokers: readonly string[], topic: string): Promise<number> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    const count = (topics[0]?.partitions.length ?? 0) + 1
    await admin.createPartitions({ topicPartitions: [{ topic, count }] })
    return count
  } finally {
    await admin.disconnect()
  }
}
