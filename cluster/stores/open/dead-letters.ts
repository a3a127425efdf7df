import type { DeadLetters } from '../ports/dead-letters.ts'
import type { LogConfig } from './config.ts'

/** Opens the dead letters beside the log that the configuration names. */
export async function openDeadLetters(config: LogConfig): Promise<DeadLetters> {
  const { SqliteDeadLetters } = await import('../sqlite/dead-letters.ts')
  return SqliteDeadLetters.open(config.APLAUSO_DATA ?? '')
}
