import { ConfigError } from '@aplauso/process'
import type { VoteArchive } from '../ports/vote-archive.ts'
import type { ArchiveConfig } from './archive-config.ts'
import { type Readiness, ready } from './ready.ts'

/**
 * Opens the archive that the configuration names. A real one is asked before it is handed out only where `readiness`
 * is given; else it connects when it is first used.
 * @throws ConfigError where waiting will not help
 */
export async function openArchive(config: ArchiveConfig, readiness?: Readiness): Promise<VoteArchive> {
  const { MONGODB_URI: uri, MONGODB_DATABASE: database } = config
  if (uri === undefined) {
    const { SqliteArchive } = await import('../sqlite/archive.ts')
    return SqliteArchive.open(config.APLAUSO_DATA ?? '')
  }
  const { isRefusal, MongoArchive, makeMongoArchive } = await import('../mongo/index.ts')
  const archive = makeMongoArchive({ uri, ...(database === undefined ? {} : { database }) })
  // The driver's own message may repeat the URI with its password.
  if (!(archive instanceof MongoArchive)) throw new ConfigError([`MONGODB_URI: ${archive.problem}`])
  if (!readiness) return archive
  try {
    await ready('archive', readiness, () =>
      archive.connect().catch((error: Error) => {
        throw isRefusal(error.cause) ? new ConfigError([`MONGODB_URI: ${error.message}`]) : error
      }),
    )
    return archive
  } catch (error) {
    await archive.close()
    throw error
  }
}
