import type { VoteArchive, VoteLogConsumer } from '@aplauso/stores'
import { LogReplaced } from './log-replaced.ts'

export interface PartitionCountOptions {
  readonly archive: Pick<VoteArchive, 'partitions' | 'notePartitions' | 'progress'>
  readonly voteLog: Pick<VoteLogConsumer, 'partitions'>
}

/**
 * Notes in the archive how many partitions the log has, before a vote of any of them is counted: readers that have no
 * way to the log go by it. Partitions may be added to a log and never taken away, so one with fewer was made anew.
 * @returns the number
 * @throws LogReplaced where the log has fewer than were counted from
 * @throws StoreUnavailable
 */
export async function notePartitions(
  { archive, voteLog }: PartitionCountOptions,
  incarnation: string,
): Promise<number> {
  const present = await voteLog.partitions()
  const noted = await archive.partitions(incarnation)
  if (noted === present) return present
  const before = noted ?? (await countedFrom(archive, incarnation))
  if (present < before) {
    throw new LogReplaced(present, `the log has ${present} partitions, but ${before} were counted from`)
  }
  await archive.notePartitions(incarnation, present)
  return present
}

/** What an older version noted of no number: the partitions that it counted. */
async function countedFrom(archive: PartitionCountOptions['archive'], incarnation: string): Promise<number> {
  const progress = await archive.progress(incarnation)
  return Math.max(0, ...progress.map(({ partition }) => partition + 1))
}
