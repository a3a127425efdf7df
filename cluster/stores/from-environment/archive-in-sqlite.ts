import type { ArchiveEngine } from './archive-engine.ts'
import { embedded } from './embedded.ts'

/** The embedded archive. */
export const sqlite = {
  variables: embedded,
  async archive(folder) {
    const { SqliteArchive } = await import('../sqlite/archive.ts')
    return { store: SqliteArchive.open(folder) }
  },
  async view(folder) {
    const { SqliteVoteLogView } = await import('../sqlite/vote-log-view.ts')
    return { store: SqliteVoteLogView.open(folder) }
  },
} as const satisfies ArchiveEngine
