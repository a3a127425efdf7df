import type { DeadLetters } from '../ports/dead-letters.ts'
import { deadTopicOf, kafkaConnection, type LogConfig } from './log-config.ts'

/** Opens the dead letters beside the log that the configuration names. A real one connects when it is first used. */
export async function openDeadLetters(config: LogConfig): Promise<DeadLetters> {
  const connection = kafkaConnection(config)
  if (!connection) {
    const { SqliteDeadLetters } = await import('../sqlite/dead-letters.ts')
    return SqliteDeadLetters.open(config.APLAUSO_DATA ?? '')
  }
  const { KafkaDeadLetters } = await import('../kafka/dead-letters.ts')
  return new KafkaDeadLetters({ connection, topic: deadTopicOf(config) })
}
