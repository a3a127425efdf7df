import { type Ballot, castAll, type DoorCounts, type Doors, edgeDoor, grpcDoor } from '../clients/cast/index.ts'
import { type Output, progressBar } from '../terminal/index.ts'
import type { Urls } from './system/index.ts'

/** Casts votes through both doors of a running system, with a progress bar. @throws Error where a door is broken */
export async function castThroughBothDoors(
  ballots: readonly Ballot[],
  urls: Urls,
  output: Output,
  signal: AbortSignal,
): Promise<Doors<DoorCounts>> {
  const doors = { edge: edgeDoor(urls.edge), grpc: grpcDoor(urls.grpc) }
  const progress = progressBar('Casting votes', ballots.length, output)
  try {
    return await castAll(ballots, doors, { signal, onProgress: (settled) => progress.update(settled) })
  } finally {
    progress.end()
    doors.edge.close()
    doors.grpc.close()
  }
}
