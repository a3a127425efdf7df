import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PreparedVote, prepareVotes, readVoteFile } from '../../clients/cast/index.ts'
import { grouped, type Output, step } from '../../terminal/index.ts'
import { castThroughBothDoors } from '../cast-votes.ts'
import { CountReader, root, type System } from '../system/index.ts'

const files = ['votes-decimal.json', 'votes-ordinal.json', 'votes-with-ids.ndjson']
const patienceMs = 15_000

/**
 * Casts the sample votes where the archive is empty, and where an earlier start was broken off while it cast them: every
 * line has an id of its own or one made of file and line, so a second casting counts nothing twice.
 */
export async function castSamples(folder: string, system: System, output: Output, signal: AbortSignal): Promise<void> {
  const reader = await CountReader.open(system.stores, system.urls.results)
  try {
    const before = await reader.read()
    const unfinished = join(folder, 'samples-unfinished')
    if (before.archive > 0 && !existsSync(unfinished)) return
    writeFileSync(unfinished, 'Casting the sample votes began and has not ended; the next start repeats it.\n')
    const doors = await castThroughBothDoors(sampleBallots(), system.urls, output, signal)
    const accepted = doors.edge.accepted + doors.grpc.accepted
    const records = before.archive + before.duplicates + before.unparsable + accepted
    const { counted, duplicates } = await step('Counting', output, () => reader.settle(records, patienceMs, signal))
    const lost = doors.edge.failed + doors.grpc.failed
    output.say(
      `${grouped(counted ?? 0)} votes counted; ${grouped(duplicates)} were duplicates, which count once.` +
        (lost > 0 ? ` ${grouped(lost)} failed: start again to cast them.` : ''),
    )
    if (lost === 0) rmSync(unfinished)
  } finally {
    await reader.close()
  }
}

function sampleBallots(): PreparedVote[] {
  return files.flatMap((name) => prepareVotes(readVoteFile(join(root, 'infra', 'samples', name))))
}
