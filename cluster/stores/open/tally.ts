import type { Tally } from '../ports/tally.ts'
import type { TallyConfig } from './config.ts'

/** Opens the tally that the configuration names. */
export async function openTally(config: TallyConfig): Promise<Tally> {
  const { SqliteTally } = await import('../sqlite/tally.ts')
  return SqliteTally.open(config.APLAUSO_DATA ?? '')
}
