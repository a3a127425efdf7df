import { watermarkField } from '@aplauso/proto'
import type { Cut, Tally, VoteArchive } from '@aplauso/stores'

export interface RebuildOptions {
  readonly archive: VoteArchive
  readonly tally: Tally
  readonly incarnation: string
  readonly partitions: number
}

/**
 * Builds the tally anew from the archive, also that of a new system. The cut is each partition's watermark where there
 * is one, else its progress: rows below it are complete and never change, so no snapshot is needed. Counters and
 * watermarks are installed at once; consumers beyond the cut are then refused, seek and replay.
 * @returns the cut @throws StoreUnavailable
 */
export async function rebuild({ archive, tally, incarnation, partitions }: RebuildOptions): Promise<Cut> {
  const watermarks = await tally.watermarks()
  const progress = new Map((await archive.progress(incarnation)).map(({ partition, next }) => [partition, next]))
  const cut = new Map<number, number>()
  for (let partition = 0; partition < partitions; partition += 1) {
    cut.set(partition, watermarks.get(watermarkField(incarnation, partition)) ?? progress.get(partition) ?? 0)
  }
  await tally.install(incarnation, cut, await archive.sum(incarnation, cut))
  return cut
}
