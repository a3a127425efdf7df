import type { VoteLogConsumer, VoteLogProducer } from '../ports/vote-log.ts'
import type { LogConfig } from './config.ts'

/** Opens the writing side of the log that the configuration names; resolves when it is ready to take records. */
export async function openProducer(config: LogConfig): Promise<VoteLogProducer> {
  const { SqliteProducer } = await import('../sqlite/producer.ts')
  return SqliteProducer.open(config.APLAUSO_DATA ?? '')
}

/** Opens the reading side of the log that the configuration names. */
export async function openConsumer(config: LogConfig): Promise<VoteLogConsumer> {
  const { SqliteConsumer } = await import('../sqlite/consumer.ts')
  return SqliteConsumer.open(config.APLAUSO_DATA ?? '')
}
