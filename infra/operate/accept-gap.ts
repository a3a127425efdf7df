import { rebuild } from '@aplauso/consumer/rebuild'
import type { Environment } from '@aplauso/process'
import type { Output } from '../terminal/index.ts'
import { withStores } from './stores.ts'

/**
 * Accepts that votes are lost which the tally has counted and neither archive nor log holds any more: notes a gap up to
 * the log's start in each such partition and rebuilds the tally from there. @returns the exit code
 */
export function runAcceptGap(environment: Environment, output: Output): Promise<number> {
  return withStores(environment, async (stores) => {
    const incarnation = await stores.archive.incarnation()
    const gaps: string[] = []
    const onGap = (partition: number, from: number, to: number) => {
      gaps.push(`Partition ${partition}: records ${from} to ${to - 1} are in neither archive nor log.`)
    }
    output.say('Rebuilding the tally …')
    await rebuild({ ...stores, incarnation, acceptGap: true, onGap })
    for (const line of gaps) output.say(line)
    output.say(gaps.length > 0 ? 'Done. Start the consumers again.' : 'There is no gap. The tally was rebuilt.')
    return 0
  })
}
