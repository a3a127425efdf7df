import type { Channel } from '@aplauso/proto'
import type { PreparedVote } from './prepared-vote.ts'

/** Something for each of the two channels. */
export type PerChannel<Kind> = Readonly<Record<Channel, Kind>>

/** How the votes of one channel were answered. `sent` counts votes, not attempts. */
export interface ChannelCounts {
  sent: number
  accepted: number
  refused: number
  failed: number
}

export function emptyCounts(): ChannelCounts {
  return { sent: 0, accepted: 0, refused: 0, failed: 0 }
}

/** Assigns the votes to the channels in turn; what protobuf cannot carry goes to the edge, out of turn. */
export function assignChannels(votes: readonly PreparedVote[]): PerChannel<readonly PreparedVote[]> {
  const assigned = { edge: [] as PreparedVote[], grpc: [] as PreparedVote[] }
  let next: Channel = 'edge'
  for (const vote of votes) {
    if (!vote.message) {
      assigned.edge.push(vote)
      continue
    }
    assigned[next].push(vote)
    next = next === 'edge' ? 'grpc' : 'edge'
  }
  return assigned
}
