import { recount } from '@aplauso/consumer/recount'
import type { Environment } from '@aplauso/process'
import { messageOf } from '@aplauso/process/portable'
import type { AppendFailure } from '@aplauso/proto'
import {
  type DeadLetter,
  isResolved,
  type KnownLetter,
  knownLetters,
  sourceText,
  type Tally,
  type VoteArchive,
  type VoteLogProducer,
} from '@aplauso/stores'
import { openArchive, openDeadLetters, openProducer, openTally } from '@aplauso/stores/from-environment'
import type { Output } from '../terminal/index.ts'
import { redriveLetter } from './redrive-letter.ts'
import { storesToOperate } from './stores.ts'

export interface RedriveOptions {
  readonly dryRun: boolean
  /** sources of letters to drop; where there are some, nothing is redriven */
  readonly discard: readonly string[]
}

const lettersAtOnce = 500

/**
 * Sends the dead letters that are not resolved to the log again, or drops some. A letter's fate is decided before its
 * record is appended, and the first decision holds; one that is redriven twice counts once, by its key.
 * @returns the exit code
 */
export async function runRedrive(environment: Environment, options: RedriveOptions, output: Output): Promise<number> {
  const config = storesToOperate(environment)
  const [archive, tally, deadLetters] = [
    await openArchive(config),
    await openTally(config),
    await openDeadLetters(config),
  ]
  try {
    // A newer consumer may have archived what an older one then took for dead: the tally counts it first.
    if (!(await tallyIsRight(archive, tally, options.dryRun, output))) return 1
    const known = await knownLetters({ archive, tally, deadLetters })
    const left = known.filter(({ state }) => !isResolved(state))
    report(known, left, output)
    if (options.discard.length > 0) return await discard(archive, known, options, output)
    if (left.length === 0) return 0
    if (options.dryRun) {
      output.say(`Would redrive ${left.length}. Nothing was done (--dry-run).`)
      return 0
    }
    const reasons = new Map<string, string>()
    const producer = await openProducer(config, {
      onFailure: (_, reason, entries) => {
        for (const { redriven } of entries) if (redriven) reasons.set(sourceText(redriven.letter), reason)
      },
    })
    try {
      const letters = left.map(({ letter }) => letter)
      return await redrive(archive, producer, letters, reasons, output)
    } finally {
      await producer.close()
    }
  } finally {
    await Promise.all([archive.close(), tally.close(), deadLetters.close()])
  }
}

async function tallyIsRight(archive: VoteArchive, tally: Tally, dryRun: boolean, output: Output): Promise<boolean> {
  const { state, differences, repaired } = await recount(archive, tally, { repair: !dryRun })
  if (state !== 'compared') {
    output.say('The tally cannot be compared with the archive just now (npm run recount says why). Nothing was done.')
    return false
  }
  if (repaired) output.say(`Recount: ${differences.length} counter(s) differed and were repaired.`)
  return true
}

function report(known: readonly KnownLetter[], left: readonly KnownLetter[], output: Output): void {
  output.say(`${known.length} dead letter(s), ${known.length - left.length} of them resolved.`)
  for (const { letter, state } of left) {
    output.say(
      `  ${sourceText(letter.source)} ${letter.reason}${state === 'redriven' ? ' (redriven, not read yet)' : ''}`,
    )
  }
}

async function discard(
  archive: VoteArchive,
  known: readonly KnownLetter[],
  { discard: sources, dryRun }: RedriveOptions,
  output: Output,
): Promise<number> {
  const letters = new Map(known.map(({ letter }) => [sourceText(letter.source), letter]))
  const missing = sources.filter((source) => !letters.has(source))
  if (missing.length > 0) {
    output.say(`There is not a dead letter ${missing.join(', ')}. Nothing was done.`)
    return 1
  }
  if (dryRun) {
    output.say(`Would discard ${sources.length}. Nothing was done (--dry-run).`)
    return 0
  }
  const late: string[] = []
  for (const [source, letter] of letters) {
    if (sources.includes(source) && (await archive.decideFate(letter.source, 'discarded')) !== 'discarded')
      late.push(source)
  }
  output.say(`Discarded ${sources.length - late.length}: these votes are never counted.`)
  if (late.length > 0) output.say(`Not discarded, since they were redriven before: ${late.join(', ')}`)
  return late.length > 0 ? 1 : 0
}

const failureTexts: Readonly<Record<AppendFailure, string>> = {
  full: 'not stored for certain, run it again',
  refused: 'refused by the log',
  unavailable: 'not stored for certain, run it again',
}

/** @param reasons why the log did not accept a record, by its letter's source */
async function redrive(
  archive: VoteArchive,
  producer: VoteLogProducer,
  letters: readonly DeadLetter[],
  reasons: ReadonlyMap<string, string>,
  output: Output,
): Promise<number> {
  let appended = 0
  /** @returns a line about a record that was not accepted */
  const redriveOne = async (letter: DeadLetter): Promise<string | undefined> => {
    const source = sourceText(letter.source)
    const failure = (result: AppendFailure, reason = '') => `  ${source} ${failureTexts[result]}: ${reason}`
    try {
      const result = await redriveLetter(archive, producer, letter)
      if (result === 'accepted') appended += 1
      return result === 'accepted' || result === 'discarded' ? undefined : failure(result, reasons.get(source))
    } catch (error) {
      return failure('unavailable', messageOf(error))
    }
  }
  const failures: string[] = []
  for (let at = 0; at < letters.length; at += lettersAtOnce) {
    const lines = await Promise.all(letters.slice(at, at + lettersAtOnce).map(redriveOne))
    failures.push(...lines.filter((line) => line !== undefined))
  }
  output.say(
    `Redrove ${appended}: the consumer counts them, or makes those that it still cannot take dead letters again.`,
  )
  for (const line of failures) output.say(line)
  return failures.length > 0 ? 1 : 0
}
