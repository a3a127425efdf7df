import { Kafka } from 'kafkajs'
import { type KafkaConnection, kafkaClientConfig } from './connection.ts'
import { kafkaFault } from './fault.ts'
import { kafkaRelease } from './release.ts'

/**
 * Asks a cluster for its metadata, with the credentials given. Node only.
 * @returns the engine's name and its release as far as the protocol reveals it, such as `4.4`
 * @throws Error with one line for a person when it does not answer within the time
 */
export async function probeKafka(
  connection: KafkaConnection,
  timeoutMs: number,
): Promise<{ engine: string; version: string }> {
  const patience = { connectTimeoutMs: timeoutMs, requestTimeoutMs: timeoutMs, retries: 0 }
  const admin = new Kafka(kafkaClientConfig(connection, 'aplauso-probe', patience)).admin()
  try {
    await admin.connect()
    await admin.describeCluster()
  } catch (error) {
    throw new Error(kafkaFault(error).line, { cause: error })
  } finally {
    await admin.disconnect()
  }
  const version = await kafkaRelease(connection, timeoutMs).catch(() => 'of unknown version')
  return { engine: 'Apache Kafka', version }
}
