import { createRequire } from 'node:module'
import { loadSync } from '@grpc/proto-loader'

export const castVotesPath = '/aplauso.v1.VoteIngest/CastVotes'

/** The bytes of a batch of good votes without ids: the server makes those, so every sending is of new votes. */
export function batchMessage(votes: number): Buffer {
  const service = loadSync(createRequire(import.meta.url).resolve('@aplauso/proto/vote.proto'))['aplauso.v1.VoteIngest']
  const method = service && 'CastVotes' in service ? service.CastVotes : undefined
  if (!method || !('requestSerialize' in method)) throw new Error('vote.proto has no CastVotes')
  const vote = { name: 'Alux Nahual', album: 'Alto al Fuego', year: '1987', rank: '8.65' }
  return method.requestSerialize({ votes: Array.from({ length: votes }, () => vote) })
}
