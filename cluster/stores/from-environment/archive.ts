import { ConfigError } from '@aplauso/process'
import type { VoteArchive } from '../ports/vote-archive.ts'
import type { VoteLogView } from '../ports/vote-log-view.ts'
import { type ArchiveConfig, chosenArchive } from './archive-config.ts'
import type { Opened } from './archive-engine.ts'
import { type Readiness, ready } from './ready.ts'

/**
 * Opens the archive that the configuration names. A real one is asked before it is handed out only where `readiness`
 * is given; else it connects when it is first used.
 * @throws ConfigError where waiting will not help
 * @example
 * const archive = await openArchive(readConfig(archiveConfig, process.env))
 * const { votes } = await archive.counts()
 */
export async function openArchive(config: ArchiveConfig, readiness?: Readiness): Promise<VoteArchive> {
  const { engine, address } = chosen(config)
  return readied(await engine.archive(address, config), readiness)
}

/**
 * Opens the archive that the configuration names as a log of votes, for reading alone. A real one is asked before it
 * is handed out only where `readiness` is given; else it connects when it is first used.
 * @throws ConfigError where waiting will not help
 */
export async function openVoteLogView(config: ArchiveConfig, readiness?: Readiness): Promise<VoteLogView> {
  const { engine, address } = chosen(config)
  return readied(await engine.view(address, config), readiness)
}

function chosen(config: ArchiveConfig) {
  const archive = chosenArchive(config)
  if (!archive) throw new ConfigError(['environment: no archive is named'])
  return archive
}

async function readied<Store extends { close(): Promise<void> }>(
  { store, connect }: Opened<Store>,
  readiness: Readiness | undefined,
): Promise<Store> {
  if (!readiness || !connect) return store
  try {
    await ready('archive', readiness, connect)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}
