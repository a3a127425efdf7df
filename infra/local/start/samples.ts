import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PreparedVote, prepareVotes, readVoteFile } from '../../clients/cast/index.ts'
import { grouped, type Output, step } from '../../terminal/index.ts'
import { castThroughBothDoors } from '../cast-votes.ts'
import { decidedRecords, root, type System, withCounts } from '../system/index.ts'

const files = ['votes-decimal.json', 'votes-ordinal.json', 'votes-with-ids.ndjson']
const patienceMs = 15_000

/**
 * Casts the sample votes if the archive is empty, or if an earlier start was interrupted while casting them. Each line has
 * an id of its own or one made of file and line, so casting again counts nothing twice.
 */
export function castSamples(folder: string, system: System, output: Output, signal: AbortSignal): Promise<void> {
  return withCounts(system, async (reader) => {
    const before = await reader.read()
    const unfinished = join(folder, 'samples-unfinished')
    if (before.archive > 0 && !existsSync(unfinished)) return
    writeFileSync(unfinished, 'The sample votes are not all cast; the next start casts them again.\n')
    const doors = await castThroughBothDoors(sampleVotes(), system.urls, output, signal)
    const accepted = doors.edge.accepted + doors.grpc.accepted
    const records = decidedRecords(before) + accepted
    const { counted, duplicates } = await step('Counting', output, () => reader.settle(records, patienceMs, signal))
    const failed = doors.edge.failed + doors.grpc.failed
    output.say(
      `${grouped(counted ?? 0)} votes counted; ${grouped(duplicates)} were duplicates, which count once.` +
        (failed > 0 ? ` ${grouped(failed)} failed: start again to cast those.` : ''),
    )
    if (failed === 0) rmSync(unfinished)
  })
}

function sampleVotes(): PreparedVote[] {
  return files.flatMap((name) => prepareVotes(readVoteFile(join(root, 'infra', 'samples', name))))
}
