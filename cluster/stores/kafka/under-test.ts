import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Kafka } from 'kafkajs'
import { type KafkaConnection, kafkaClientConfig, readKafkaConnection } from './connection.ts'
import { createTopics } from './topics.ts'

const hourMs = 3_600_000

/** The broker that tests may use: `KAFKA_BROKERS` and its companions; undefined where it is not named. */
export function kafkaUnderTest(): KafkaConnection | undefined {
  return process.env.KAFKA_BROKERS ? connectionOf(process.env) : undefined
}

/** The same broker's listener with TLS and SCRAM: the variables as one JSON object in `APLAUSO_TEST_KAFKA_SECURE`. */
export function secureKafkaUnderTest(): Readonly<Record<string, string>> | undefined {
  const text = process.env.APLAUSO_TEST_KAFKA_SECURE
  return text ? (JSON.parse(text) as Record<string, string>) : undefined
}

/** @throws where the variables are wrong */
export function connectionOf(environment: Readonly<Record<string, string | undefined>>): KafkaConnection {
  const reading = readKafkaConnection(environment, (path) => readFileSync(path, 'utf8'))
  if ('problems' in reading) throw new Error(reading.problems.join('; '))
  return reading.connection
}

const made: string[] = []

/** Makes a topic of its own for a test. */
export async function makeTopic(connection: KafkaConnection, partitions = 12): Promise<string> {
  const name = `test-${randomUUID()}`
  await createTopics(connection, { development: true, topics: [{ name, partitions, retentionMs: hourMs }] })
  made.push(name)
  return name
}

/** Deletes all topics that `makeTopic` made. */
export async function deleteTopics(connection: KafkaConnection): Promise<void> {
  if (made.length === 0) return
  const admin = new Kafka(kafkaClientConfig(connection, 'aplauso-test')).admin()
  await admin.connect()
  await admin.deleteTopics({ topics: made.splice(0) })
  await admin.disconnect()
}
