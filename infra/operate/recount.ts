import { ArchiveTorn } from '@aplauso/consumer/archive-faults'
import { type Recount, recount } from '@aplauso/consumer/recount'
import type { Environment } from '@aplauso/process'
import { openArchive, openTally } from '@aplauso/stores/from-environment'
import type { Output } from '../terminal/index.ts'
import { storesToOperate } from './stores.ts'

const shown = 20

/** Compares the tally with the archive, repairs it where asked to, and says what it found. @returns the exit code */
export async function runRecount(
  environment: Environment,
  options: { readonly repair: boolean; readonly json: boolean },
  output: Output,
): Promise<number> {
  const config = storesToOperate(environment)
  const archive = await openArchive(config)
  const tally = await openTally(config)
  try {
    const result = await recount(archive, tally, { repair: options.repair })
    if (options.json) output.say(JSON.stringify(result))
    else say(result, output)
    return result.state === 'compared' && (result.differences.length === 0 || result.repaired) ? 0 : 1
  } finally {
    await Promise.all([archive.close(), tally.close()])
  }
}

function say({ state, votes, contests, differences, lost, repaired }: Recount, output: Output): void {
  if (state === 'recounting') {
    output.say('The tally has no watermarks: a consumer rebuilds it as soon as one runs.')
    return
  }
  if (state === 'behind') {
    output.say('The tally is further on than the archive: a consumer rebuilds it as soon as one runs.')
    return
  }
  if (state === 'incomplete') {
    for (const { partition, ...counts } of lost) output.say(new ArchiveTorn(partition, counts).message)
    output.say('Nothing was repaired.')
    return
  }
  output.say(`${votes} votes in ${contests} contest(s) compared at the tally's watermarks.`)
  if (differences.length === 0) {
    output.say('No difference.')
    return
  }
  output.say(`${differences.length} counter(s) differ:`)
  for (const { contest, kind, field, tally, archive } of differences.slice(0, shown)) {
    output.say(`  ${contest} ${kind} ${JSON.stringify(field)}: the tally says ${tally}, the archive ${archive}`)
  }
  if (differences.length > shown) output.say(`  and ${differences.length - shown} more (all of them with --json)`)
  output.say(
    repaired ? 'Repaired: the tally now says what the archive says.' : 'Repair with: npm run recount -- --repair',
  )
}
