import {
  type ChannelCounts,
  castAll,
  edgeClient,
  grpcClient,
  type PerChannel,
  type PreparedVote,
} from '../clients/cast/index.ts'
import { type Output, progressBar } from '../terminal/index.ts'
import type { Urls } from './system/index.ts'

/** Casts votes through both doors of a running system, with a progress bar. @throws Error where a door is broken */
export async function castThroughBothDoors(
  ballots: readonly PreparedVote[],
  urls: Urls,
  output: Output,
  signal: AbortSignal,
): Promise<PerChannel<ChannelCounts>> {
  const doors = { edge: edgeClient(urls.edge), grpc: grpcClient(urls.grpc) }
  const progress = progressBar('Casting votes', ballots.length, output)
  try {
    return await castAll(ballots, doors, { signal, onProgress: (settled) => progress.update(settled) })
  } finally {
    progress.end()
    doors.edge.close()
    doors.grpc.close()
  }
}
