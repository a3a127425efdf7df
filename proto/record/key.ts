import type { VoteRecord } from '../fields.ts'
import { base64Url, utf8 } from './bytes.ts'

const separator = '\u001f'

type Keyed = Pick<VoteRecord, 'contest' | 'id' | 'name' | 'album' | 'year' | 'rank'>

/**
 * The vote key of a contest without limit: the same id with the same payload is the same vote (a retry collapses), the
 * same id with another payload is another vote, so that nobody takes a vote away by guessing its id.
 * The kind of key (`u`) is part of it, and the separator is in no part's alphabet.
 * @example
 * const key = await voteKey({ contest: 'default', id, name: 'Alux Nahual', album: 'La Trampa', year: 1989, rank: 9.5 })
 */
export async function voteKey(vote: Keyed): Promise<string> {
  return joinVoteKey(vote, base64Url(await crypto.subtle.digest('SHA-256', utf8(voteKeyPayload(vote)))))
}

/** What the digest in a vote key is made of. */
export function voteKeyPayload(vote: Keyed): string {
  return JSON.stringify([vote.name, vote.album, vote.year, vote.rank])
}

/**
 * The vote key where the digest is made elsewhere: a server's own hash takes a tenth of WebCrypto's time.
 * @param digest base64url SHA-256 of `voteKeyPayload`
 */
export function joinVoteKey(vote: Keyed, digest: string): string {
  return ['u', vote.contest, vote.id, digest].join(separator)
}
