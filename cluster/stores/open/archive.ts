import type { VoteArchive } from '../ports/vote-archive.ts'
import type { ArchiveConfig } from './config.ts'

/** Opens the archive that the configuration names. */
export async function openArchive(config: ArchiveConfig): Promise<VoteArchive> {
  const { SqliteArchive } = await import('../sqlite/archive.ts')
  return SqliteArchive.open(config.APLAUSO_DATA ?? '')
}
