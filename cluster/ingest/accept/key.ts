import { hash } from 'node:crypto'
import { joinVoteKey, voteKeyPayload } from '@aplauso/proto'

/** The vote key, as `voteKey` makes it: WebCrypto's digest alone took half of the time that a vote costs the door. */
export function keyOf(vote: Parameters<typeof joinVoteKey>[0]): string {
  return joinVoteKey(vote, hash('sha256', voteKeyPayload(vote), 'base64url'))
}
