import { type DoorAnswer, isSame } from './answer.ts'
import type { Doors } from './doors.ts'
import { batchMessageOf, batchOf, jsonOf, messageOf } from './encode.ts'
import { type EdgeRequest, expectedOfCastVote, expectedOfCastVotes, expectedOfEdge } from './expect.ts'
import { type FuzzInput, votesIn } from './input.ts'

/** What one door made of an input. */
export interface DoorTrial {
  readonly answer: DoorAnswer
  /** by the rules alone; undefined: anything but a hang or a fault of ours will do */
  readonly expected: DoorAnswer | undefined
  readonly latencyMs: number
}

/** What the doors made of an input; a door that cannot get it is absent. */
export interface Trial {
  readonly input: FuzzInput
  readonly edge?: DoorTrial
  readonly grpc?: DoorTrial
}

/** What is wrong with a trial, the worst first; undefined: nothing. */
export type Finding = 'hang' | 'server error' | 'disagreement'

/** Sends an input to each door that can get it. Of a batch the gRPC server gets the votes that protobuf can carry. */
export async function tryInput(doors: Doors, input: FuzzInput): Promise<Trial> {
  const request = edgeRequestOf(input)
  const [edge, grpc] = await Promise.all([
    request && timed(() => doors.edge(request), expectedOfEdge(request)),
    tryGrpc(doors, input),
  ])
  return { input, ...(edge ? { edge } : {}), ...(grpc ? { grpc } : {}) }
}

/** What is wrong with a trial: a door against the rules, or the doors against each other where both got the same. */
export function findingIn({ edge, grpc }: Trial): Finding | undefined {
  const trials = [edge, grpc].filter((trial) => trial !== undefined)
  if (trials.some(({ answer }) => answer.status === 'hang')) return 'hang'
  if (trials.some(({ answer }) => answer.status === 'broken')) return 'server error'
  const isWrong = ({ answer, expected }: DoorTrial) => expected !== undefined && !isSame(answer, expected)
  if (trials.some(isWrong)) return 'disagreement'
  const differ =
    edge?.expected && grpc?.expected && isSame(edge.expected, grpc.expected) && !isSame(edge.answer, grpc.answer)
  return differ ? 'disagreement' : undefined
}

function edgeRequestOf(input: FuzzInput): EdgeRequest | undefined {
  switch (input.kind) {
    case 'single':
      return { body: jsonOf(input.vote), contentType: 'application/json' }
    case 'batch':
      return {
        body: batchOf(input.votes, input.as),
        contentType: input.as === 'array' ? 'application/json' : 'application/x-ndjson',
      }
    case 'copies':
      return { body: batchOf(votesIn(input), 'array'), contentType: 'application/json' }
    case 'body':
      return { ...input, body: Buffer.from(input.body) }
    case 'message':
      return undefined
  }
}

async function tryGrpc(doors: Doors, input: FuzzInput): Promise<DoorTrial | undefined> {
  switch (input.kind) {
    case 'single': {
      const message = messageOf(input.vote)
      return message && timed(() => doors.castVote(message), expectedOfCastVote(input.vote, message.length))
    }
    case 'batch':
    case 'copies': {
      const votes = votesIn(input).filter((vote) => messageOf(vote) !== undefined)
      const message = batchMessageOf(votes)
      return timed(() => doors.castVotes(message), expectedOfCastVotes(votes, message.length))
    }
    case 'body':
      return undefined
    case 'message':
      return timed(() => doors.castVote(Buffer.from(input.bytes)), undefined)
  }
}

async function timed(ask: () => Promise<DoorAnswer>, expected: DoorAnswer | undefined): Promise<DoorTrial> {
  const startedMs = performance.now()
  const answer = await ask()
  return { answer, expected, latencyMs: performance.now() - startedMs }
}
