import { join, resolve } from 'node:path'
import { type Environment, readConfig } from '@aplauso/process'
import type { Tally, VoteArchive, VoteLogConsumer } from '@aplauso/stores'
import {
  archiveConfig,
  logConfig,
  openArchive,
  openConsumer,
  openTally,
  tallyConfig,
} from '@aplauso/stores/from-environment'
import { root, storesFolderOf } from '../local/system/index.ts'

const storesConfig = logConfig.and(archiveConfig).and(tallyConfig)

/** What every operating command says of where it works. */
export const whereUsage = `Works on the engines that the environment names (KAFKA_BROKERS, UPSTASH_REDIS_REST_URL and _TOKEN, MONGODB_URI);
for those it does not name, on the embedded ones that \`npm start\` keeps in .data/local, or in the folder APLAUSO_DATA.`

/** The configuration of the stores that an operating command works on. @throws ConfigError */
export function storesToOperate(environment: Environment) {
  const from = environment.APLAUSO_INVOKED_FROM ?? process.cwd()
  const folder = environment.APLAUSO_DATA ? resolve(from, environment.APLAUSO_DATA) : join(root, '.data', 'local')
  return readConfig(storesConfig, { ...environment, APLAUSO_DATA: storesFolderOf(folder) })
}

/** What a rebuild works on. */
export interface RebuildStores {
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly voteLog: VoteLogConsumer
}

/** Opens the stores of a rebuild for the time of the work. @throws ConfigError, and what the work throws */
export async function withStores<Result>(
  environment: Environment,
  work: (stores: RebuildStores) => Promise<Result>,
): Promise<Result> {
  const config = storesToOperate(environment)
  const archive = await openArchive(config)
  const tally = await openTally(config)
  const voteLog = await openConsumer(config)
  try {
    return await work({ archive, tally, voteLog })
  } finally {
    await Promise.all([archive.close(), tally.close(), voteLog.stop()])
  }
}
