import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readKafkaConnection } from '@aplauso/stores/kafka/connection'
import { probeKafka } from '@aplauso/stores/kafka/probe'
import { createTopics } from '@aplauso/stores/kafka/topics'
import { type EngineState, folderOf, writeWhole } from '../folder.ts'
import type { Ports } from '../ports.ts'
import { startDetached } from '../processes/start.ts'
import { runCommand, type Say, waitUntilAnswering } from '../steps.ts'
import { toolPath } from '../tools.ts'
import { behindPort } from './behind.ts'
import { kafkaCertificates } from './certificates.ts'
import { fetchJars, javaArguments, kafkaVersion } from './jars.ts'
import { serverProperties } from './properties.ts'
import { kafkaSecrets } from './secrets.ts'

const heapMb = 320
const formatTimeoutMs = 60_000
const readyTimeoutMs = 90_000
const probeTimeoutMs = 3000

/**
 * Starts one broker, formatting its storage at the first start, and makes the topics that are missing.
 * @param started told as soon as there is a process, before it answers
 */
export async function startKafka(
  folder: string,
  ports: Ports,
  say: Say,
  started: (state: EngineState) => void,
): Promise<EngineState> {
  await fetchJars(say)
  const own = folderOf(folder, 'kafka')
  const secrets = kafkaSecrets(own)
  const certificates = await kafkaCertificates(own, secrets.storePassword)
  const properties = join(own, 'server.properties')
  writeWhole(properties, serverProperties(own, ports, certificates, secrets.storePassword, behindPort(folder)))
  if (!existsSync(join(own, 'data', 'meta.properties'))) await format(own, properties)

  const broker = await startDetached({
    role: 'kafka',
    command: toolPath('java'),
    args: javaArguments(heapMb, 'kafka.Kafka', [properties]),
    logFile: join(own, 'kafka.log'),
    cwd: own,
  })
  const state: EngineState = {
    engine: 'Apache Kafka',
    version: kafkaVersion,
    address: `127.0.0.1:${ports.kafka}, with TLS and SCRAM localhost:${ports.kafkaSecure}`,
    processes: [broker],
    environment: { KAFKA_BROKERS: `127.0.0.1:${ports.kafka}`, KAFKA_SSL: 'false', APLAUSO_DEVELOPMENT: '1' },
    secureEnvironment: {
      KAFKA_BROKERS: `localhost:${ports.kafkaSecure}`,
      KAFKA_SSL: 'true',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_USERNAME: secrets.username,
      KAFKA_PASSWORD: secrets.password,
      KAFKA_CA_FILE: certificates.caFile,
      APLAUSO_DEVELOPMENT: '1',
    },
  }
  started(state)
  await waitUntilAnswering('Kafka', state.processes, readyTimeoutMs, () => checkKafka(state.environment))
  await makeTopics(state.environment, say)
  return state
}

async function makeTopics(environment: Readonly<Record<string, string>>, say: Say): Promise<void> {
  const { created, problems } = await createTopics(connectionOf(environment), { development: true })
  if (problems.length > 0) throw new Error(problems.join('; '))
  for (const name of created) say(`kafka: made the topic ${name}`)
}

/** Asks the cluster that `KAFKA_BROKERS` and its companions name; used for those elsewhere too. */
export async function checkKafka(environment: Readonly<Record<string, string | undefined>>) {
  return await probeKafka(connectionOf(environment), probeTimeoutMs)
}

function connectionOf(environment: Readonly<Record<string, string | undefined>>) {
  const reading = readKafkaConnection(environment, (path) => readFileSync(path, 'utf8'))
  if ('problems' in reading) throw new Error(reading.problems.join('; '))
  return reading.connection
}

async function format(own: string, properties: string): Promise<void> {
  const { clusterId, username, password } = kafkaSecrets(own)
  const users = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${username},password=${password}]`,
  ])
  await runCommand({
    command: toolPath('java'),
    args: javaArguments(64, 'kafka.tools.StorageTool', ['format', '-t', clusterId, '-c', properties, ...users]),
    cwd: own,
    logFile: join(own, 'format.log'),
    timeoutMs: formatTimeoutMs,
  })
}
