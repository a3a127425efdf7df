import { ConfigError } from '@aplauso/process'
import type { VoteLogView } from '../ports/vote-log-view.ts'
import type { ArchiveConfig } from './archive-config.ts'
import { type Readiness, ready } from './ready.ts'

/**
 * Opens the archive that the configuration names as a log of votes, for reading alone. A real one is asked before it
 * is handed out only where `readiness` is given; else it connects when it is first used.
 * @throws ConfigError where waiting will not help
 */
export async function openVoteLogView(config: ArchiveConfig, readiness?: Readiness): Promise<VoteLogView> {
  const { MONGODB_URI: uri, MONGODB_DATABASE: database } = config
  if (uri === undefined) {
    const { SqliteVoteLogView } = await import('../sqlite/vote-log-view.ts')
    return SqliteVoteLogView.open(config.APLAUSO_DATA ?? '')
  }
  const { isRefusal, MongoVoteLogView, makeMongoView } = await import('../mongo/index.ts')
  const view = makeMongoView({ uri, ...(database === undefined ? {} : { database }) })
  // The driver's own message may repeat the URI with its password.
  if (!(view instanceof MongoVoteLogView)) throw new ConfigError([`MONGODB_URI: ${view.problem}`])
  if (!readiness) return view
  try {
    await ready('archive', readiness, () =>
      view.connect().catch((error: Error) => {
        throw isRefusal(error.cause) ? new ConfigError([`MONGODB_URI: ${error.message}`]) : error
      }),
    )
    return view
  } catch (error) {
    await view.close()
    throw error
  }
}
