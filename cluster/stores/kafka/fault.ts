/**
 * What to do about an error of kafkajs: `unreachable` is waited for; `credentials` and `certificate` no waiting mends;
 * `other` is told as it is.
 */
export interface KafkaFault {
  readonly kind: 'unreachable' | 'credentials' | 'certificate' | 'other'
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
  if (chain.some((cause) => /certificate|self-signed|altname/i.test(cause.message))) {
    return { kind: 'certificate', line: `Kafka's certificate is not trusted: ${message}` }
  }
  const unreachable = ['KafkaJSConnectionError', 'KafkaJSConnectionClosedError', 'KafkaJSRequestTimeoutError']
  if (chain.some((cause) => unreachable.includes(cause.name))) {
    return { kind: 'unreachable', line: `Kafka does not answer: ${message}` }
  }
  return { kind: 'other', line: `Kafka: ${message}` }
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
