import {
  type HmacKey,
  hmac,
  joinRecord,
  type RelayEntry,
  type RelayOutcome,
  type VoteRecord,
  voteKey,
} from '@aplauso/proto'
import type { AcceptedVote } from '../boundary/answer.ts'

/** Where records go; what became of each comes back in order. Never rejects. */
export interface Outbox {
  append(entries: readonly RelayEntry[]): Promise<readonly RelayOutcome[]>
}

/** Makes the records of votes that keep the rules and hands them to the outbox. */
export async function store(
  votes: readonly AcceptedVote[],
  voterKey: HmacKey,
  outbox: Outbox,
): Promise<readonly RelayOutcome[]> {
  return outbox.append(await Promise.all(votes.map((vote) => entryOf(vote, voterKey))))
}

async function entryOf({ head, tail, voter }: AcceptedVote, voterKey: HmacKey): Promise<RelayEntry> {
  // The head holds all that the key is made of, and lacks only its closing brace.
  const members = JSON.parse(`${head}}`) as VoteRecord
  const [key, voterHash] = await Promise.all([
    voteKey(members),
    voter === undefined ? undefined : hmac(voterKey, voter),
  ])
  return { key, value: joinRecord([head, tail], voterHash) }
}
