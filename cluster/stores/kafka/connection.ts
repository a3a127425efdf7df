import { messageOf } from '@aplauso/process/portable'
import { type KafkaConfig, logLevel } from 'kafkajs'

/** How to reach a Kafka cluster. Plain data: it can be handed to a worker or built by a test. */
export interface KafkaConnection {
  /** `host:port` of some brokers; the others are found through them. */
  readonly brokers: readonly string[]
  /** `{ ca }` is PEM text and works in Node only: workerd ignores it and trusts what its runtime trusts. */
  readonly ssl: boolean | { readonly ca: string }
  readonly sasl?: KafkaCredentials
}

export interface KafkaCredentials {
  readonly mechanism: KafkaMechanism
  readonly username: string
  readonly password: string
}

const mechanisms = ['plain', 'scram-sha-256', 'scram-sha-512'] as const
export type KafkaMechanism = (typeof mechanisms)[number]

/** kafkajs multiplies its timeouts by its retries, so both are always stated. */
export interface KafkaPatience {
  readonly connectTimeoutMs: number
  readonly requestTimeoutMs: number
  readonly retries: number
}

/** Seconds, not the half minute of kafkajs's defaults: a caller waits for the answer. */
const defaultKafkaPatience: KafkaPatience = { connectTimeoutMs: 3000, requestTimeoutMs: 8000, retries: 2 }

/**
 * The kafkajs client configuration for a connection. kafkajs's own log goes nowhere: callers report errors themselves.
 * @param clientId shown in the broker's logs and metrics
 */
export function kafkaClientConfig(
  connection: KafkaConnection,
  clientId: string,
  patience: KafkaPatience = defaultKafkaPatience,
): KafkaConfig {
  const config: KafkaConfig = {
    clientId,
    brokers: [...connection.brokers],
    ssl: typeof connection.ssl === 'boolean' ? connection.ssl : { ca: connection.ssl.ca },
    connectionTimeout: patience.connectTimeoutMs,
    authenticationTimeout: patience.connectTimeoutMs,
    requestTimeout: patience.requestTimeoutMs,
    enforceRequestTimeout: true,
    retry: { retries: patience.retries, initialRetryTime: 100, maxRetryTime: 2000 },
    logLevel: logLevel.NOTHING,
  }
  // kafkajs's type wants one literal mechanism; ours is any of the three, all with the same two fields.
  if (connection.sasl) config.sasl = { ...connection.sasl } as NonNullable<KafkaConfig['sasl']>
  return config
}

export type KafkaConnectionReading = { readonly connection: KafkaConnection } | { readonly problems: readonly string[] }

/**
 * Reads `KAFKA_BROKERS` (comma separated), `KAFKA_SSL` (true or false), `KAFKA_SASL_MECHANISM`, `KAFKA_USERNAME`,
 * `KAFKA_PASSWORD` and `KAFKA_CA_FILE`. An empty variable is an absent one. Reports all problems at once, without values.
 * @param readFile reads a text file and throws if it cannot; given by Node callers only
 * @example
 * const reading = readKafkaConnection(process.env, (path) => readFileSync(path, 'utf8'))
 * if ('problems' in reading) throw new ConfigError(reading.problems)
 */
export function readKafkaConnection(
  environment: Readonly<Record<string, string | undefined>>,
  readFile?: (path: string) => string,
): KafkaConnectionReading {
  const problems: string[] = []
  const brokers = readBrokers(environment.KAFKA_BROKERS, problems)
  const ssl = readSsl(environment.KAFKA_SSL || 'false', environment.KAFKA_CA_FILE, readFile, problems)
  const sasl = readSasl(environment, problems)
  if (problems.length > 0) return { problems }
  return { connection: sasl ? { brokers, ssl, sasl } : { brokers, ssl } }
}

function readBrokers(text: string | undefined, problems: string[]): string[] {
  const brokers = (text ?? '')
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '')
  if (brokers.length === 0) problems.push('KAFKA_BROKERS: is required but not set')
  // kafkajs splits at the first colon, so a bare IPv6 address cannot be given.
  else if (!brokers.every((broker) => /^[^\s:]+:\d{1,5}$/.test(broker))) {
    problems.push('KAFKA_BROKERS: must be host:port, several separated by commas')
  }
  return brokers
}

function readSsl(
  flag: string,
  caFile: string | undefined,
  readFile: ((path: string) => string) | undefined,
  problems: string[],
): KafkaConnection['ssl'] {
  if (flag !== 'true' && flag !== 'false') problems.push('KAFKA_SSL: must be true or false')
  if (!caFile) return flag === 'true'
  if (flag === 'false') problems.push('KAFKA_CA_FILE: is set, but KAFKA_SSL is not true')
  if (!readFile) {
    problems.push('KAFKA_CA_FILE: cannot be used here; the runtime decides which certificates it trusts')
    return true
  }
  try {
    const ca = readFile(caFile)
    if (ca.includes('-----BEGIN CERTIFICATE-----')) return { ca }
    problems.push('KAFKA_CA_FILE: holds no PEM certificate')
  } catch (error) {
    problems.push(`KAFKA_CA_FILE: cannot be read (${messageOf(error)})`)
  }
  return true
}

function readSasl(
  environment: Readonly<Record<string, string | undefined>>,
  problems: string[],
): KafkaCredentials | undefined {
  const { KAFKA_SASL_MECHANISM: given, KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = environment
  if (!given) {
    if (username || password) problems.push('KAFKA_SASL_MECHANISM: is required with KAFKA_USERNAME and KAFKA_PASSWORD')
    return undefined
  }
  const mechanism = mechanisms.find((known) => known === given.toLowerCase())
  if (!mechanism) problems.push(`KAFKA_SASL_MECHANISM: must be one of ${mechanisms.join(', ')}`)
  if (!username) problems.push('KAFKA_USERNAME: is required with KAFKA_SASL_MECHANISM')
  if (!password) problems.push('KAFKA_PASSWORD: is required with KAFKA_SASL_MECHANISM')
  return mechanism && username && password ? { mechanism, username, password } : undefined
}
