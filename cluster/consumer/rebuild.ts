import { watermarkField } from '@aplauso/proto'
import {
  type ArchiveSum,
  type Cut,
  noProgress,
  type Progress,
  StoreUnavailable,
  type Tally,
  type VoteArchive,
  type VoteLogConsumer,
} from '@aplauso/stores'
import { ArchiveBehind, ArchiveOfOlderLog, ArchiveTorn } from './archive-faults.ts'
import { LogReplaced } from './log-replaced.ts'
import { notePartitions } from './partition-count.ts'

export interface RebuildOptions {
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly voteLog: Pick<VoteLogConsumer, 'partitions' | 'bounds'>
  readonly incarnation: string
  /** A person accepts that votes which neither archive nor log has are no longer counted. */
  readonly acceptGap?: boolean
  /** Called for records that the log no longer holds and the archive does not have. */
  readonly onGap?: (partition: number, from: number, to: number) => void
}

/**
 * Builds the tally anew from the archive, also that of a new system. The cut is the lower of each partition's watermark
 * and progress, and its progress where it has no watermark: rows below it are complete and never change, so no snapshot
 * is needed. Counters and watermarks are installed at once; consumers beyond the cut are then refused, seek and replay.
 *
 * A cut before the log's start cannot be replayed from: progress takes its place where it reaches the start; where it
 * does not, the records between are gone, which is noted in the archive as a gap.
 * @returns the cut
 * @throws StoreUnavailable
 * @throws LogReplaced where a cut lies beyond the log's end, or the log has fewer partitions than before
 * @throws ArchiveBehind where the tally has counted what neither archive nor log has
 * @throws ArchiveOfOlderLog where the tally counts from a newer incarnation of the log
 * @throws ArchiveTorn where the archive has fewer rows than it noted
 * @example
 * const cut = await rebuild({ archive, tally, voteLog, incarnation: await archive.incarnation() })
 */
export async function rebuild(options: RebuildOptions): Promise<Cut> {
  const { archive, tally, voteLog, incarnation } = options
  // In this order: progress is raised before the watermark, so that it is never behind one that was read before.
  const watermarks = await tally.watermarks()
  const archived = new Map((await archive.progress(incarnation)).map((row) => [row.partition, row]))
  await checkPresent(options)
  checkNewest(incarnation, watermarks.keys())
  const partitions = await notePartitions(options, incarnation)
  const cut = new Map<number, number>()
  for (let partition = 0; partition < partitions; partition += 1) {
    const watermark = watermarks.get(watermarkField(incarnation, partition))
    const progress = archived.get(partition) ?? noProgress({ incarnation, partition })
    const position = cutOf(progress, watermark, await voteLog.bounds(partition), options)
    if (position > progress.next) archived.set(partition, await passGap(options, progress, position))
    cut.set(partition, position)
  }
  const sum = await archive.sum(incarnation, cut)
  checkRows(archived.values(), cut, sum)
  await checkPresent(options)
  await tally.install(incarnation, cut, sum.increments)
  return cut
}

/** @throws StoreUnavailable where the log has been given a new incarnation: the process is to be stopped or started anew */
async function checkPresent({ archive, incarnation }: RebuildOptions): Promise<void> {
  if ((await archive.incarnation()) === incarnation) return
  throw new StoreUnavailable('the log has a new incarnation: this consumer is of the old one')
}

/** A tally of a newer incarnation must not give way to an archive that knows nothing of it. */
function checkNewest(incarnation: string, fields: Iterable<string>): void {
  for (const field of fields) {
    const counted = field.slice(0, field.lastIndexOf(':'))
    if (Number(counted) > Number(incarnation)) throw new ArchiveOfOlderLog(incarnation, counted)
  }
}

/** Notes a gap up to `to`, and raises progress over it. @returns the progress behind it */
export async function passGap(
  { archive, onGap }: Pick<RebuildOptions, 'archive' | 'onGap'>,
  { incarnation, partition, next }: Progress,
  to: number,
): Promise<Progress> {
  await archive.noteGap({ incarnation, partition, from: next, to })
  const progress = await archive.raiseProgress({ incarnation, partition, next: to })
  onGap?.(partition, next, to)
  return progress
}

/** Where a partition's rebuild cuts; beyond its progress where a gap lies between. */
function cutOf(
  { partition, next: archived }: Progress,
  watermark: number | undefined,
  { start, end }: { readonly start: number; readonly end: number },
  { acceptGap }: RebuildOptions,
): number {
  const furthest = Math.max(watermark ?? 0, archived)
  if (furthest > end) throw new LogReplaced(partition, `it ends at ${end}, but was counted up to ${furthest}`)
  const cut = Math.min(watermark ?? archived, archived)
  if (cut >= start) return cut
  if (archived >= start) return archived
  if (watermark !== undefined && watermark >= start && !acceptGap) {
    throw new ArchiveBehind(partition, { archived, counted: watermark, start })
  }
  return start
}

/** Where a partition is cut at its progress, the archive must have the rows that it noted. */
function checkRows(archived: Iterable<Progress>, cut: Cut, { rows }: ArchiveSum): void {
  for (const { partition, next, rows: noted } of archived) {
    const found = rows.get(partition) ?? 0
    if (cut.get(partition) === next && found < noted) throw new ArchiveTorn(partition, { next, noted, found })
  }
}
