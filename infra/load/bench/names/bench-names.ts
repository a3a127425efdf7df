import { buildEdge, places } from '@aplauso/edge/build'
import { builtInContests, entropyHexDigits, hmacKey, limits } from '@aplauso/proto'
import { Complaints } from '../../../../cluster/ingest/accept/complaints.ts'
import { acceptBatch } from '../../../../cluster/ingest/grpc/batch.ts'
import { type Arrived, method, type VotesMessage, voteIngest } from '../../../../cluster/ingest/grpc/wire.ts'
import { encodeCall } from '../../../../edge/boundary/call.ts'
import { loadComponent } from '../../../../edge/testing/load-component.ts'
import { type Output, step } from '../../../terminal/index.ts'
import { hostileNames, type NamedVote, ordinaryVotes } from './inputs.ts'

/** What names of one kind cost a door. */
export interface NamesFigure {
  readonly kind: string
  readonly kib: number
  /** milliseconds of CPU, and how many times that of ordinary votes of the same bytes */
  readonly edgeMs: number
  readonly edgeRatio: number
  readonly grpcMs: number
  readonly grpcRatio: number
}

/** Takes votes in requests of as many as one may hold. */
type DoorCode = (votes: readonly NamedVote[]) => Promise<void>

const sizesKib = [16, 64, 256, 1_000]
const runs = 5

/** Measures what names cost the code of both doors, in this process: the edge's component, and the gRPC server's handler. */
export async function benchNames(output: Output): Promise<readonly NamesFigure[]> {
  await step('Building the edge', output, () => buildEdge())
  const doors = { edge: await edgeCode(), grpc: await grpcCode() }
  const figures: NamesFigure[] = []
  for (const kib of sizesKib) {
    const ordinary = await costs(doors, ordinaryVotes(kib * 1024))
    for (const [kind, votesOf] of Object.entries(hostileNames)) {
      const { edge, grpc } = await step(`${kind}, ${kib} KiB`, output, () => costs(doors, votesOf(kib * 1024)))
      const ratio = (one: number, other: number) => Math.round((10 * one) / other) / 10
      const tenth = (ms: number) => Math.round(ms * 10) / 10
      figures.push({
        kind,
        kib,
        edgeMs: tenth(edge),
        edgeRatio: ratio(edge, ordinary.edge),
        grpcMs: tenth(grpc),
        grpcRatio: ratio(grpc, ordinary.grpc),
      })
    }
  }
  return figures
}

async function costs(doors: { readonly edge: DoorCode; readonly grpc: DoorCode }, votes: readonly NamedVote[]) {
  return { edge: await cpuMs(doors.edge, votes), grpc: await cpuMs(doors.grpc, votes) }
}

/** The median of a few runs, in milliseconds of this process's CPU. */
async function cpuMs(door: DoorCode, votes: readonly NamedVote[]): Promise<number> {
  const found: number[] = []
  for (let run = 0; run < runs; run += 1) {
    const before = process.cpuUsage()
    await door(votes)
    const { user, system } = process.cpuUsage(before)
    found.push((user + system) / 1000)
  }
  return found.sort((a, b) => a - b)[Math.floor(runs / 2)] ?? 0
}

function* requests(votes: readonly NamedVote[]): Generator<readonly NamedVote[]> {
  for (let at = 0; at < votes.length; at += limits.votesPerRequest) yield votes.slice(at, at + limits.votesPerRequest)
}

async function edgeCode(): Promise<DoorCode> {
  const component = await loadComponent(places.gen)
  return async (votes) => {
    for (const some of requests(votes)) {
      const body = JSON.stringify(some)
      const call = {
        method: 'POST',
        path: '/v1/votes',
        contentType: 'application/json',
        nowMs: Date.now(),
        entropyHex: '0'.repeat(entropyHexDigits),
        bodyBytes: Buffer.byteLength(body),
        body,
      }
      component.handle(encodeCall(call))
    }
  }
}

async function grpcCode(): Promise<DoorCode> {
  const silent = { warn: () => {}, error: () => {} }
  const door = {
    producer: { append: async () => 'accepted' as const },
    contests: builtInContests,
    voterKey: await hmacKey('x'.repeat(32)),
    complaints: new Complaints(silent),
  }
  const { requestSerialize, responseSerialize } = method('CastVotes')
  const deserialize = voteIngest.CastVotes?.requestDeserialize
  if (!deserialize) throw new Error('the service has no CastVotes')
  return async (votes) => {
    for (const some of requests(votes)) {
      const arrived = deserialize(requestSerialize({ votes: some })) as Arrived<VotesMessage>
      const { outcomes = [] } = await acceptBatch(door, arrived.read())
      responseSerialize({ outcomes })
    }
  }
}
