import { rebuild } from '@aplauso/consumer/rebuild'
import type { Environment } from '@aplauso/process'
import { openArchive, openConsumer, openTally } from '@aplauso/stores/from-environment'
import type { Output } from '../terminal/index.ts'
import { storesToOperate } from './stores.ts'

/**
 * Accepts that votes are lost which the tally has counted and neither archive nor log holds any more: notes a gap up to
 * the log's start in each such partition and rebuilds the tally from there. @returns the exit code
 */
export async function runAcceptGap(environment: Environment, output: Output): Promise<number> {
  const config = storesToOperate(environment)
  const archive = await openArchive(config)
  const tally = await openTally(config)
  const voteLog = await openConsumer(config)
  try {
    const incarnation = await archive.incarnation()
    const gaps: string[] = []
    const onGap = (partition: number, from: number, to: number) => {
      gaps.push(`Partition ${partition}: records ${from} to ${to - 1} are in neither archive nor log.`)
    }
    output.say('Rebuilding the tally …')
    await rebuild({ archive, tally, voteLog, incarnation, acceptGap: true, onGap })
    for (const line of gaps) output.say(line)
    output.say(gaps.length > 0 ? 'Done. Start the consumers again.' : 'There is no gap. The tally was rebuilt.')
    return 0
  } finally {
    await Promise.all([archive.close(), tally.close(), voteLog.stop()])
  }
}
