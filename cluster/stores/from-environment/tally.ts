import { ConfigError } from '@aplauso/process'
import type { Tally } from '../ports/tally.ts'
import { type Readiness, ready } from './ready.ts'
import type { TallyConfig } from './tally-config.ts'

/**
 * Opens the tally that the configuration names. A real one is asked before it is handed out only where `readiness` is
 * given.
 * @throws ConfigError where waiting will not help
 * @example
 * const tally = await openTally(readConfig(tallyConfig, process.env))
 * const { counters } = await tally.read('default')
 */
export async function openTally(config: TallyConfig, readiness?: Readiness): Promise<Tally> {
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token = '' } = config
  if (url === undefined) {
    const { SqliteTally } = await import('../sqlite/tally.ts')
    return SqliteTally.open(config.APLAUSO_DATA ?? '')
  }
  const { checkRedis, RedisTally } = await import('../redis/index.ts')
  const connection = { url, token }
  if (readiness) {
    await ready('tally', readiness, async () => {
      const problems = await checkRedis(connection)
      if (problems.length > 0) throw new ConfigError(problems)
    })
  }
  return new RedisTally(connection)
}
