import type { AppendResult, RelayEntry } from '@aplauso/proto'
import { type KafkaConnection, type KafkaFault, KafkaWriter, kafkaFault } from '@aplauso/stores/kafka'
import { NeedsOperator, type Transport } from './transport.ts'

export interface KafkaOptions {
  readonly connection: KafkaConnection
  readonly topic: string
}

/** The way to the log from the Worker itself, over a connection that the object keeps while votes come. */
export class KafkaTransport implements Transport {
  readonly #writer: KafkaWriter

  constructor({ connection, topic }: KafkaOptions) {
    this.#writer = new KafkaWriter({ connection, topic, clientId: 'aplauso-edge' })
  }

  get stuck(): number {
    return this.#writer.unopened
  }

  async append(entries: readonly RelayEntry[], signal: AbortSignal): Promise<readonly AppendResult[]> {
    try {
      return (await this.#writer.append(entries, signal)).results
    } catch (error) {
      throw withAdvice(error)
    }
  }

  release(): Promise<void> {
    return this.#writer.disconnect()
  }
}

const advices: Partial<Record<KafkaFault['kind'], string>> = {
  credentials:
    'set KAFKA_SASL_MECHANISM, KAFKA_USERNAME and KAFKA_PASSWORD right, and allow the user to write the topic',
  certificate: 'give the broker a certificate that the runtime trusts, for the name that KAFKA_BROKERS has',
  topic: 'set KAFKA_TOPIC right, or make the topic: npm run topic -- create, then npm run topic -- check',
}

function withAdvice(error: unknown): unknown {
  const { kind, line } = kafkaFault(error)
  const advice = advices[kind]
  return advice ? new NeedsOperator(line, advice, { cause: error }) : error
}
