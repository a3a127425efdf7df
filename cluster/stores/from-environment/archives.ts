import type { ArchiveEngine } from './archive-engine.ts'
import { mongo } from './archive-in-mongo.ts'
import { sqlite } from './archive-in-sqlite.ts'

/** The archives by the variable that chooses one. The first that is set decides; the last is the embedded one. */
export const archives = {
  MONGODB_URI: mongo,
  APLAUSO_DATA: sqlite,
} as const satisfies Readonly<Record<string, ArchiveEngine>>
