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

/** Casts votes through both doors of a running system, with a progress bar. @throws Error if a door is broken */
export async function castThroughBothDoors(
  votes: readonly PreparedVote[],
  urls: Urls,
  output: Output,
  signal: AbortSignal,
): Promise<PerChannel<ChannelCounts>> {
  const clients = { edge: edgeClient(urls.edge), grpc: grpcClient(urls.grpc) }
  const progress = progressBar('Casting votes', votes.length, output)
  try {
    return await castAll(votes, clients, { signal, onProgress: (settled) => progress.update(settled) })
  } finally {
    progress.end()
    clients.edge.close()
    clients.grpc.close()
  }
}
