import { createRequire } from 'node:module'
import { loadSync } from '@grpc/proto-loader'

export const castVotePath = '/aplauso.v1.VoteIngest/CastVote'
export const castVotesPath = '/aplauso.v1.VoteIngest/CastVotes'
export const streamVotesPath = '/aplauso.v1.VoteIngest/StreamVotes'
export const healthWatchPath = '/grpc.health.v1.Health/Watch'

/** A good vote without an id: the server makes one, so every sending is of a new vote. */
export const goodVote = { name: 'Alux Nahual', album: 'Alto al Fuego', year: '1987', rank: '8.65' }

const serialize = {
  CastVote: serializerOf('CastVote'),
  CastVotes: serializerOf('CastVotes'),
}

function serializerOf(name: string): (message: object) => Buffer {
  const service = loadSync(createRequire(import.meta.url).resolve('@aplauso/proto/vote.proto'))['aplauso.v1.VoteIngest']
  const method = service && name in service ? Object(service)[name] : undefined
  if (!method || !('requestSerialize' in method)) throw new Error(`vote.proto has no ${name}`)
  return method.requestSerialize
}

/** The bytes of one good vote. */
export function voteMessage(): Buffer {
  return serialize.CastVote(goodVote)
}

/** The bytes of a batch of votes. */
export function votesMessage(votes: readonly object[]): Buffer {
  return serialize.CastVotes({ votes })
}

/** The bytes of a batch of good votes. */
export function batchMessage(votes: number): Buffer {
  return votesMessage(Array.from({ length: votes }, () => goodVote))
}

/** A message in gRPC's frame: a byte, the length, the bytes. */
export function frameOf(message: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return Buffer.concat([head, message])
}
