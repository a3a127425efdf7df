import type { Ballot } from './ballot.ts'

/** Something for each of the two doors. */
export interface Doors<Kind> {
  readonly edge: Kind
  readonly grpc: Kind
}

/** What became of the votes of one door. `sent` counts votes, not attempts. */
export interface DoorCounts {
  sent: number
  accepted: number
  refused: number
  failed: number
}

export function emptyCounts(): DoorCounts {
  return { sent: 0, accepted: 0, refused: 0, failed: 0 }
}

/** Gives each ballot one door, by turns; what protobuf cannot carry goes to the edge, out of turn. */
export function dealOut(ballots: readonly Ballot[]): Doors<readonly Ballot[]> {
  const dealt = { edge: [] as Ballot[], grpc: [] as Ballot[] }
  let next: 'edge' | 'grpc' = 'edge'
  for (const ballot of ballots) {
    if (!ballot.message) {
      dealt.edge.push(ballot)
      continue
    }
    dealt[next].push(ballot)
    next = next === 'edge' ? 'grpc' : 'edge'
  }
  return dealt
}
