import { base64Url, utf8 } from './bytes.ts'
import type { VoteRecord } from './record.ts'

const separator = '\u001f'

/**
 * The vote key of a contest without limit: the same id with the same payload is the same vote (a retry collapses), the
 * same id with another payload is another vote, so that nobody takes a vote away by guessing its id.
 * The kind of key (`u`) is part of it, and the separator is in no part's alphabet.
 */
export async function voteKey(
  vote: Pick<VoteRecord, 'contest' | 'id' | 'name' | 'album' | 'year' | 'rank'>,
): Promise<string> {
  const payload = JSON.stringify([vote.name, vote.album, vote.year, vote.rank])
  const digest = await crypto.subtle.digest('SHA-256', utf8(payload))
  return ['u', vote.contest, vote.id, base64Url(digest)].join(separator)
}
