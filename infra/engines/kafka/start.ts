import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readKafkaConnection } from '@aplauso/stores/kafka/connection'
import { probeKafka } from '@aplauso/stores/kafka/probe'
import { createTopics } from '@aplauso/stores/kafka/topics'
import { type EngineState, folderOf, writeWhole } from '../folder.ts'
import type { Ports } from '../ports.ts'
import { type StartedProcess, startDetached } from '../processes/start.ts'
import { runCommand, type Say, waitUntilAnswering } from '../steps.ts'
import { toolPath } from '../tools.ts'
import { behindPort } from './behind.ts'
import { kafkaCertificates } from './certificates.ts'
import {
  type BrokerCount,
  type BrokerId,
  brokerFolder,
  brokerIds,
  portNamesOf,
  rememberBrokers,
  rememberedBrokers,
  roleOf,
} from './cluster.ts'
import { fetchJars, javaArguments, kafkaVersion } from './jars.ts'
import { areLinked, hostsFile } from './links.ts'
import { serverProperties } from './properties.ts'
import { kafkaSecrets } from './secrets.ts'

/** Three brokers share the machine with what is tested on them. */
const heapMb: Readonly<Record<BrokerCount, number>> = { 1: 320, 3: 192 }
/** Three brokers that start at once would otherwise spend most of two cores on compiling themselves. */
const sharedMachine = ['-XX:TieredStopAtLevel=1', '-XX:CICompilerCount=1']
const formatTimeoutMs = 180_000
const readyTimeoutMs = 120_000
const probeTimeoutMs = 3000

/**
 * Starts the folder's brokers, formatting their storage at the first start, and makes the topics that are missing.
 * @param started called with the processes as soon as they run, before they answer
 */
export async function startKafka(
  folder: string,
  ports: Ports,
  say: Say,
  started: (state: EngineState) => void,
): Promise<EngineState> {
  await fetchJars(say)
  const own = folderOf(folder, 'kafka')
  const brokers = rememberedBrokers(folder) ?? 1
  rememberBrokers(folder, brokers)
  const ids = brokerIds(brokers)
  const { username, password, storePassword } = kafkaSecrets(own)
  const { caFile } = await kafkaCertificates(own, storePassword)
  const processes = await Promise.all(ids.map((id) => startBroker(folder, id, ports)))
  const plain = ids.map((id) => `127.0.0.1:${ports[portNamesOf(id).plain]}`).join(',')
  const secure = ids.map((id) => `localhost:${ports[portNamesOf(id).secure]}`).join(',')
  const development: Record<string, string> = brokers === 1 ? { APLAUSO_DEVELOPMENT: '1' } : {}
  const state: EngineState = {
    engine: 'Apache Kafka',
    version: brokers === 1 ? kafkaVersion : `${kafkaVersion} (${brokers} brokers)`,
    address: `${plain}, with TLS and SCRAM ${secure}`,
    processes,
    environment: { KAFKA_BROKERS: plain, KAFKA_SSL: 'false', ...development },
    secureEnvironment: {
      KAFKA_BROKERS: secure,
      KAFKA_SSL: 'true',
      KAFKA_SASL_MECHANISM: 'scram-sha-512',
      KAFKA_USERNAME: username,
      KAFKA_PASSWORD: password,
      KAFKA_CA_FILE: caFile,
      ...development,
    },
  }
  started(state)
  await waitUntilAnswering('Kafka', processes, readyTimeoutMs, () => allAnswer(ids, ports))
  await waitUntilAnswering('Kafka', processes, readyTimeoutMs, () => makeTopics(state.environment, brokers, say))
  return state
}

/** Starts one broker, formatting its storage at the first start; does not wait until it answers. */
export async function startBroker(folder: string, id: BrokerId, ports: Ports): Promise<StartedProcess> {
  const kafka = folderOf(folder, 'kafka')
  const own = brokerFolder(kafka, id)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  const brokers = rememberedBrokers(folder) ?? 1
  const { storePassword } = kafkaSecrets(kafka)
  const properties = join(own, 'server.properties')
  const linked = areLinked(folder)
  const plan = { id, brokers, folder: own, ports, storePassword, behindPort: behindPort(folder, id), linked }
  writeWhole(properties, serverProperties({ ...plan, certificates: await kafkaCertificates(kafka, storePassword) }))
  const hosts = join(own, 'hosts')
  if (linked) writeWhole(hosts, hostsFile(id))
  const names = linked ? [`-Djdk.net.hosts.file=${hosts}`] : []
  const jvm = [...(brokers === 1 ? [] : sharedMachine), ...names]
  if (!existsSync(join(own, 'data', 'meta.properties'))) await format(kafka, own, properties, names)
  return await startDetached({
    role: roleOf(id),
    command: toolPath('java'),
    args: javaArguments(heapMb[brokers], 'kafka.Kafka', [properties], jvm),
    logFile: join(own, 'kafka.log'),
    cwd: own,
  })
}

/** Asks one broker, at its own plain listener. @throws Error with one line where it does not answer */
export async function checkBroker(id: BrokerId, ports: Partial<Ports>): Promise<void> {
  await checkKafka({ KAFKA_BROKERS: `127.0.0.1:${ports[portNamesOf(id).plain]}`, KAFKA_SSL: 'false' })
}

/** Asks the cluster that `KAFKA_BROKERS` and its companions name; used for those elsewhere too. */
export async function checkKafka(environment: Readonly<Record<string, string | undefined>>) {
  return await probeKafka(connectionOf(environment), probeTimeoutMs)
}

async function allAnswer(ids: readonly BrokerId[], ports: Ports): Promise<void> {
  await Promise.all(ids.map((id) => checkBroker(id, ports)))
}

/** @throws Error where the cluster has not heard of all its brokers yet */
async function makeTopics(
  environment: Readonly<Record<string, string>>,
  brokers: BrokerCount,
  say: Say,
): Promise<void> {
  const { created, problems } = await createTopics(connectionOf(environment), { development: brokers === 1 })
  if (problems.length > 0) throw new Error(problems.join('; '))
  for (const name of created) say(`kafka: made the topic ${name}`)
}

function connectionOf(environment: Readonly<Record<string, string | undefined>>) {
  const reading = readKafkaConnection(environment, (path) => readFileSync(path, 'utf8'))
  if ('problems' in reading) throw new Error(reading.problems.join('; '))
  return reading.connection
}

async function format(kafka: string, own: string, properties: string, jvm: readonly string[]): Promise<void> {
  const { clusterId, username, password } = kafkaSecrets(kafka)
  const users = ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${username},password=${password}]`,
  ])
  await runCommand({
    command: toolPath('java'),
    args: javaArguments(
      64,
      'kafka.tools.StorageTool',
      ['format', '-t', clusterId, '-c', properties, ...users],
      ['-XX:TieredStopAtLevel=1', ...jvm],
    ),
    cwd: own,
    logFile: join(own, 'format.log'),
    timeoutMs: formatTimeoutMs,
  })
}
