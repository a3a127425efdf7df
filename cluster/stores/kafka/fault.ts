/**
 * What to do about an error of kafkajs: `unreachable` is waited for; `credentials`, `certificate` and `topic` (it is
 * missing, or set up so that it takes no records) waiting does not cure; `other` is reported as it is.
 */
export interface KafkaFault {
  readonly kind: 'unreachable' | 'credentials' | 'certificate' | 'topic' | 'other'
  /** One line for a person, without credentials. */
  readonly line: string
}

/** kafkajs wraps the reason in `cause` or `originalError`, a few levels deep. */
const deepest = 8

/** Sorts an error thrown by kafkajs. */
export function kafkaFault(error: unknown): KafkaFault {
  const chain = causes(error)
  const message = chain.at(-1)?.message ?? String(error)
  if (chain.some((cause) => cause.name === 'KafkaJSSASLAuthenticationError')) {
    return { kind: 'credentials', line: `Kafka refused the credentials: ${message}` }
  }
  if (chain.some((cause) => 'type' in cause && cause.type === 'ILLEGAL_SASL_STATE')) {
    return { kind: 'credentials', line: 'Kafka takes no credentials on this listener, but some are set' }
  }
  if (types(chain).some((type) => type.endsWith('_AUTHORIZATION_FAILED'))) {
    return { kind: 'credentials', line: `Kafka does not allow this user what it needs: ${message}` }
  }
  if (types(chain).includes('UNKNOWN_TOPIC_OR_PARTITION')) {
    return { kind: 'topic', line: `Kafka has no such topic: ${message}` }
  }
  if (types(chain).some((type) => unfitTopic.includes(type))) {
    return { kind: 'topic', line: `Kafka's topic takes no records as it is set up: ${message}` }
  }
  if (chain.some((cause) => /certificate|self-signed|altname/i.test(cause.message))) {
    return { kind: 'certificate', line: `Kafka's certificate is not trusted: ${message}` }
  }
  if (chain.some((cause) => unreachable.includes(cause.name))) {
    return { kind: 'unreachable', line: `Kafka does not answer: ${message}` }
  }
  return { kind: 'other', line: `Kafka: ${message}` }
}

/** Whether waiting does not cure it. */
export function isForGood({ kind }: KafkaFault): boolean {
  return kind === 'credentials' || kind === 'certificate' || kind === 'topic'
}

/** Whether the broker refuses records for what they are: sending them again is of no use. */
export function isRefusal(error: unknown): boolean {
  return types(causes(error)).some((type) => refusals.includes(type))
}

/** Also what kafkajs says of a broker that has just been restarted and does not know its groups yet. */
const unreachable = [
  'KafkaJSConnectionError',
  'KafkaJSConnectionClosedError',
  'KafkaJSRequestTimeoutError',
  'KafkaJSBrokerNotFound',
  'KafkaJSGroupCoordinatorNotFound',
  'KafkaJSMetadataNotLoaded',
]

const refusals = ['MESSAGE_TOO_LARGE', 'RECORD_LIST_TOO_LARGE', 'INVALID_RECORD', 'INVALID_TIMESTAMP']

const unfitTopic = [
  'INVALID_TOPIC_EXCEPTION',
  'POLICY_VIOLATION',
  'UNSUPPORTED_FOR_MESSAGE_FORMAT',
  'UNSUPPORTED_COMPRESSION_TYPE',
]

/** The names of the broker's error codes. */
function types(chain: readonly Error[]): string[] {
  return chain.flatMap((cause) => ('type' in cause && typeof cause.type === 'string' ? [cause.type] : []))
}

function causes(error: unknown): Error[] {
  const chain: Error[] = []
  let current: unknown = error
  while (current instanceof Error && chain.length < deepest) {
    chain.push(current)
    current = current.cause ?? ('originalError' in current ? current.originalError : undefined)
  }
  return chain
}
