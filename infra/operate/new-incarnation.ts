import { rebuild } from '@aplauso/consumer/rebuild'
import type { Environment } from '@aplauso/process'
import { openArchive, openConsumer, openTally } from '@aplauso/stores/from-environment'
import type { Output } from '../terminal/index.ts'
import { storesToOperate } from './stores.ts'

/**
 * Says that the log was made anew: names a new incarnation and rebuilds the tally, whose watermarks then begin at the
 * new log's start. Votes of the old log that are in the archive go on counting. @returns the exit code
 */
export async function runNewIncarnation(environment: Environment, output: Output): Promise<number> {
  const config = storesToOperate(environment)
  const archive = await openArchive(config)
  const tally = await openTally(config)
  const voteLog = await openConsumer(config)
  try {
    const before = await archive.incarnation()
    const incarnation = await archive.newIncarnation()
    output.say(`The log's incarnation was ${before} and is now ${incarnation}. Rebuilding the tally …`)
    const cut = await rebuild({ archive, tally, voteLog, incarnation })
    output.say(`Done: ${cut.size} partitions begin anew. Start the consumers again.`)
    return 0
  } finally {
    await Promise.all([archive.close(), tally.close(), voteLog.stop()])
  }
}
