import { randomBytes } from 'node:crypto'
import {
  type Accepted,
  appendFailureCodes,
  type ContestLookup,
  entropyHexDigits,
  type FailureCode,
  type Fault,
  type HmacKey,
  hmac,
  type JudgedVote,
  joinRecord,
  judgeVote,
  recordParts,
  uuidV7,
} from '@aplauso/proto'
import type { VoteLogProducer } from '@aplauso/stores'
import type { Complaints } from './complaints.ts'
import { keyOf } from './key.ts'

/** What the door needs to take votes. */
export interface Door {
  readonly producer: Pick<VoteLogProducer, 'append'>
  readonly contests: ContestLookup
  readonly voterKey: HmacKey
  readonly complaints: Complaints
}

/** A request's time, and the randomness that its votes' ids are made from. */
export interface Moment {
  readonly nowMs: number
  readonly entropyHex: string
}

/** The moment of a request that arrives now. */
export function moment(): Moment {
  const entropyHex = randomBytes(Math.ceil(entropyHexDigits / 2)).toString('hex')
  return { nowMs: Date.now(), entropyHex: entropyHex.slice(0, entropyHexDigits) }
}

/** What became of a vote that is answered by itself. `internal`: our own fault; the vote may be stored or not. */
export type VoteOutcome =
  | Accepted
  | { readonly status: 'refused'; readonly code: 'invalid' | 'unknown_contest'; readonly errors: readonly Fault[] }
  | { readonly status: 'failed'; readonly code: FailureCode | 'internal'; readonly id: string }

/**
 * Judges a vote, names it, and appends it to the log; never rejects. Accepted means: the log has it durably.
 * @param index the vote's place in its request, from 0
 */
export async function accept(
  door: Door,
  input: unknown,
  { nowMs, entropyHex }: Moment,
  index = 0,
): Promise<VoteOutcome> {
  let id = uuidV7(nowMs, entropyHex, index)
  try {
    const judgement = judgeVote(input, { contests: door.contests })
    if (judgement.verdict !== 'keeps_rules') {
      return { status: 'refused', code: judgement.verdict, errors: judgement.errors }
    }
    const { vote } = judgement
    id = vote.id ?? id
    const result = await door.producer.append(await entryOf(door, vote, id, nowMs))
    if (result !== 'accepted') return { status: 'failed', id, code: appendFailureCodes[result] }
    return { status: 'accepted', id, contest: vote.contest.id }
  } catch (error) {
    door.complaints.unexpected(error)
    return { status: 'failed', id, code: 'internal' }
  }
}

async function entryOf(door: Door, vote: JudgedVote, id: string, nowMs: number) {
  const parts = recordParts(vote, { id, channel: 'grpc', at: new Date(nowMs).toISOString() })
  const voterHash = vote.voter === undefined ? undefined : await hmac(door.voterKey, vote.voter)
  const key = keyOf({ ...vote, contest: vote.contest.id, id })
  return { key, value: joinRecord(parts, voterHash) }
}
