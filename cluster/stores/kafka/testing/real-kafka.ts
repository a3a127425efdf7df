import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { type Admin, Kafka } from 'kafkajs'
import { onTestFinished, vi } from 'vitest'
import { type KafkaConnection, kafkaClientConfig, readKafkaConnection } from '../connection.ts'
import { safeReplicas } from '../topic-plan.ts'
import { awaitTopic } from '../topics.ts'
import { Wires } from './wires.ts'

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

/**
 * Makes a topic of its own for a test.
 * @param replicas as the product's own topics unless given: three where there are three brokers
 */
export async function makeTopic(
  connection: KafkaConnection,
  partitions = 12,
  settings: Readonly<Record<string, string>> = {},
  replicas?: number,
): Promise<string> {
  const topic = `test-${randomUUID()}`
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }))
  await asAdmin(connection, async (admin) => {
    const { brokers } = await admin.describeCluster()
    const replicationFactor = replicas ?? (brokers.length < safeReplicas ? 1 : safeReplicas)
    await admin.createTopics({
      topics: [{ topic, numPartitions: partitions, replicationFactor, configEntries }],
      waitForLeaders: false,
    })
    await awaitTopic(admin, topic)
  })
  made.push(topic)
  return topic
}

/** Deletes all topics that `makeTopic` made. */
export async function deleteTopics(connection: KafkaConnection): Promise<void> {
  if (made.length > 0) await asAdmin(connection, (admin) => admin.deleteTopics({ topics: made.splice(0) }))
}

export async function asAdmin<Result>(
  connection: KafkaConnection,
  work: (admin: Admin) => Promise<Result>,
): Promise<Result> {
  const admin = new Kafka(kafkaClientConfig(connection, 'aplauso-test')).admin()
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.disconnect()
  }
}

/**
 * A wire to each broker that all plain connections of this process go through until the test ends. Brokers name
 * themselves to their clients, so the way is changed where sockets are opened.
 */
export async function wiredKafka(connection: KafkaConnection): Promise<Wires> {
  const wires = await Wires.to(connection.brokers)
  const direct = net.connect.bind(net)
  const spy = vi.spyOn(net, 'connect').mockImplementation(((target: net.TcpNetConnectOpts, ...rest: never[]) => {
    const port = wires.portTo(Number(target.port))
    return direct(port === undefined ? target : { ...target, host: '127.0.0.1', port }, ...rest)
  }) as typeof net.connect)
  onTestFinished(async () => {
    spy.mockRestore()
    await wires.close()
  })
  return wires
}
