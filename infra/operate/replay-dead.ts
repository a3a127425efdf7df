import type { Environment } from '@aplauso/process'
import { openArchive, openDeadLetters, openProducer } from '@aplauso/stores/open'
import type { Output } from '../terminal/index.ts'
import { storesToOperate } from './stores.ts'

/**
 * Sends dead letters that are not counted yet to the log again. One that was replayed twice counts once, by its key.
 * @returns the exit code
 */
export async function runReplayDead(
  environment: Environment,
  options: { readonly dryRun: boolean },
  output: Output,
): Promise<number> {
  const config = storesToOperate(environment)
  const deadLetters = await openDeadLetters(config)
  const archive = await openArchive(config)
  try {
    const letters = await deadLetters.all()
    const counted = await archive.holds(letters.map(({ key }) => key))
    const open = letters.filter((_, at) => !counted[at])
    output.say(`${letters.length} dead letter(s), ${letters.length - open.length} of them counted since.`)
    for (const { source, reason } of open) {
      output.say(`  ${source.incarnation}:${source.partition}:${source.offset} ${reason}`)
    }
    if (open.length === 0) return 0
    if (options.dryRun) {
      output.say(`Would replay ${open.length}. Nothing was done (--dry-run).`)
      return 0
    }
    const producer = await openProducer(config)
    try {
      await Promise.all(open.map(({ key, value }) => producer.append({ key, value })))
    } finally {
      await producer.close()
    }
    output.say(`Replayed ${open.length}: the consumer counts them, or buries again what the archive still refuses.`)
    return 0
  } finally {
    await Promise.all([archive.close(), deadLetters.close()])
  }
}
