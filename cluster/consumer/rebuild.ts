import { watermarkField } from '@aplauso/proto'
import {
  type Cut,
  type Progress,
  StoreUnavailable,
  type Tally,
  type VoteArchive,
  type VoteLogConsumer,
} from '@aplauso/stores'
import { LogReplaced } from './log-replaced.ts'

export interface RebuildOptions {
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly voteLog: Pick<VoteLogConsumer, 'partitions' | 'bounds'>
  readonly incarnation: string
  /** Called for records that the log no longer holds and nobody read. */
  readonly onGap?: (partition: number, from: number, to: number) => void
}

/**
 * Builds the tally anew from the archive, also that of a new system. The cut is the lower of each
 * partition's watermark and progress, and its progress where it has no watermark: rows below it are complete and never
 * change, so no snapshot is needed. Counters and watermarks are installed at once; consumers beyond the cut are then
 * refused, seek and replay.
 *
 * A cut before the log's start cannot be replayed from: progress takes its place where it reaches the start; where it
 * does not, the records between are gone, which is noted in the archive as a gap.
 * @returns the cut
 * @throws StoreUnavailable
 * @throws LogReplaced where a cut lies beyond the log's end
 */
export async function rebuild(options: RebuildOptions): Promise<Cut> {
  const { archive, tally, voteLog, incarnation } = options
  const watermarks = await tally.watermarks()
  const progress = new Map((await archive.progress(incarnation)).map((row) => [row.partition, row]))
  const cut = new Map<number, number>()
  for (let partition = 0; partition < (await voteLog.partitions()); partition += 1) {
    const watermark = watermarks.get(watermarkField(incarnation, partition))
    cut.set(partition, await cutOf(options, partition, watermark, progress.get(partition)))
  }
  const { increments } = await archive.sum(incarnation, cut)
  if ((await archive.incarnation()) !== incarnation) {
    throw new StoreUnavailable('the log has a new incarnation: this consumer is of the old one')
  }
  await tally.install(incarnation, cut, increments)
  return cut
}

async function cutOf(
  { archive, voteLog, incarnation, onGap }: RebuildOptions,
  partition: number,
  watermark: number | undefined,
  progress: Progress | undefined,
): Promise<number> {
  const { start, end } = await voteLog.bounds(partition)
  const archived = progress?.next ?? 0
  const furthest = Math.max(watermark ?? 0, archived)
  if (furthest > end) throw new LogReplaced(partition, `it ends at ${end}, but was counted up to ${furthest}`)
  const cut = Math.min(watermark ?? archived, archived)
  if (cut >= start) return cut
  if (archived >= start) return archived
  await archive.noteGap({ incarnation, partition, from: archived, to: start })
  await archive.raiseProgress({ incarnation, partition, next: start })
  onGap?.(partition, archived, start)
  return start
}
