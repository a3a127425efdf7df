import type { EngineState } from './folder.ts'
import { brokerIds, rememberedBrokers } from './kafka/cluster.ts'
import { jarsAreMissing } from './kafka/jars.ts'
import { portsNeeded } from './kafka/listeners.ts'
import { checkKafka, startKafka } from './kafka/start.ts'
import { checkMongo, goIsNeeded, startMongo } from './mongo/start.ts'
import type { EngineName } from './names.ts'
import type { PortName, Ports } from './ports.ts'
import { checkRedis, startRedis } from './redis/start.ts'
import { secantusIsMissing } from './secantusdb/build.ts'
import { checkSecantus, secantusVariable, startSecantus } from './secantusdb/start.ts'
import type { Say } from './steps.ts'
import { go, java, keytool, maven, python, redisServer, type Tool } from './tools.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** What the commands must know of an engine. */
export interface Engine {
  /** If this variable is set, the engine is elsewhere: it is checked, never started. */
  readonly variable: string
  /** All variables that say how to reach it. */
  readonly variables: readonly string[]
  /** Those it needs with this folder's options. */
  ports(folder: string): readonly PortName[]
  /** What it needs of this machine now; less once something has been built. */
  tools(): readonly Tool[]
  /** Starts it and waits until it answers; `started` receives every process at once. */
  start(folder: string, ports: Ports, say: Say, started: (state: EngineState) => void): Promise<EngineState>
  /** Asks it for an answer and for its name and version; throws with one line. */
  check(environment: Environment): Promise<{ engine: string; version: string }>
  /** How long it may take to stop by itself. */
  readonly stopPatienceMs: number
}

export const engines: Readonly<Record<EngineName, Engine>> = {
  kafka: {
    variable: 'KAFKA_BROKERS',
    variables: [
      'KAFKA_BROKERS',
      'KAFKA_SSL',
      'KAFKA_SASL_MECHANISM',
      'KAFKA_USERNAME',
      'KAFKA_PASSWORD',
      'KAFKA_CA_FILE',
      'APLAUSO_DEVELOPMENT',
    ],
    ports: (folder) => brokerIds(rememberedBrokers(folder) ?? 1).flatMap((id) => portsNeeded(folder, id)),
    tools: () => (jarsAreMissing() ? [java, keytool, maven] : [java, keytool]),
    start: startKafka,
    check: checkKafka,
    stopPatienceMs: 30_000,
  },
  redis: {
    variable: 'UPSTASH_REDIS_REST_URL',
    variables: ['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'],
    ports: () => ['redis', 'redisRest'],
    tools: () => [redisServer],
    start: (folder, ports, _say, started) => startRedis(folder, ports, started),
    check: checkRedis,
    stopPatienceMs: 12_000,
  },
  mongo: {
    variable: 'MONGODB_URI',
    variables: ['MONGODB_URI'],
    ports: () => ['mongo'],
    tools: () => (goIsNeeded() ? [go] : []),
    start: startMongo,
    check: checkMongo,
    stopPatienceMs: 15_000,
  },
  secantusdb: {
    variable: secantusVariable,
    variables: [secantusVariable],
    ports: () => ['secantusdb'],
    tools: () => (secantusIsMissing() ? [python] : []),
    start: startSecantus,
    check: checkSecantus,
    stopPatienceMs: 15_000,
  },
}
