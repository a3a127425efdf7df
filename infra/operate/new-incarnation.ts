import { rebuild } from '@aplauso/consumer/rebuild'
import type { Environment } from '@aplauso/process'
import type { Output } from '../terminal/index.ts'
import { withStores } from './stores.ts'

/**
 * Says that the log was made anew: names a new incarnation and rebuilds the tally, whose watermarks then begin at the
 * new log's start. Votes of the old log that are in the archive go on counting. @returns the exit code
 */
export function runNewIncarnation(environment: Environment, output: Output): Promise<number> {
  return withStores(environment, async (stores) => {
    const before = await stores.archive.incarnation()
    const incarnation = await stores.archive.newIncarnation()
    output.say(`The log's incarnation was ${before} and is now ${incarnation}. Rebuilding the tally …`)
    const cut = await rebuild({ ...stores, incarnation })
    output.say(`Done: ${cut.size} partitions begin anew. Start the consumers again.`)
    return 0
  })
}
