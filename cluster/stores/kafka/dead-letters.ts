import type { DeadLetter, DeadLetters } from '../ports/dead-letters.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import type { KafkaConnection } from './connection.ts'
import { entriesOf, grouped, LetterAssembler } from './letter-parts.ts'
import { KafkaReader } from './reader.ts'
import { KafkaWriter } from './writer.ts'

const timeoutMs = 4_500

/** The dead letters in Kafka: a topic of few records, keyed by the source of each. Node only. */
export class KafkaDeadLetters implements DeadLetters {
  readonly #writer: KafkaWriter
  readonly #reader: KafkaReader

  constructor({ connection, topic = 'votes.dead' }: { readonly connection: KafkaConnection; readonly topic?: string }) {
    this.#writer = new KafkaWriter({ connection, topic, clientId: 'aplauso-dead' })
    this.#reader = new KafkaReader(connection, topic, 'aplauso-dead-reader')
  }

  async bury(letters: readonly DeadLetter[]): Promise<void> {
    for (const entries of grouped(letters.flatMap(entriesOf))) {
      const { results, reason } = await this.#writer.append(entries, AbortSignal.timeout(timeoutMs))
      if (results.includes('refused')) throw new StoreUnavailable(reason ?? 'the topic refuses a dead letter')
    }
  }

  async all(): Promise<readonly DeadLetter[]> {
    const assembler = new LetterAssembler()
    const partitions = await this.#reader.partitions()
    for (let partition = 0; partition < partitions; partition += 1) {
      for await (const entry of this.#reader.records(partition)) assembler.add(entry)
    }
    return assembler.letters
  }

  async close(): Promise<void> {
    await Promise.all([this.#writer.close(), this.#reader.close()])
  }
}
