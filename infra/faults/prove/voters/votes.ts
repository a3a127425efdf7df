import { createHash } from 'node:crypto'
import type { VoteMessage } from '@aplauso/ingest/client'
import { joinVoteKey, voteKeyPayload } from '@aplauso/proto'
import type { Ballot } from '../../../clients/cast/index.ts'
import { sampleAlbums } from '../../../load/sample-votes.ts'
import type { Random } from '../../random.ts'

/** A vote, and what its voter will do with it. */
export interface PlannedVote {
  readonly ballot: Ballot
  /** the key under which it is counted */
  readonly key: string
  /** false: the rules refuse it */
  readonly isRight: boolean
  /** how often it is tried at most, as long as nobody knows its fate */
  readonly tries: number
  /** when it is sent once more for no reason, in milliseconds after its birth; often at once, which is a race */
  readonly onceMoreMs: number | undefined
}

type Fields = Required<Pick<VoteMessage, 'name' | 'album' | 'year' | 'rank' | 'contest'>>

/** What makes a right vote one that the rules refuse. Only the contest `default` is open. */
const faults: readonly Partial<Fields>[] = [{ rank: '101' }, { rank: '-1' }, { year: '1899' }, { contest: 'not-open' }]

const wrongShare = 0.02
const twiceShare = 0.1
const impatientShare = 0.2
const mostTries = 6
const onceMoreWithinMs = 5_000

/** An endless run of votes, each with an id of its own. The same seed gives the same votes. */
export function plannedVotes(random: Random): () => PlannedVote {
  const run = random.between(0, 0xff_ff_ff_ff).toString(36)
  let number = 0
  return () => {
    number += 1
    const [name, album, year] = random.pick(sampleAlbums) ?? sampleAlbums[0]
    const right: Fields = { name, album, year: String(year), rank: rankOf(random), contest: 'default' }
    const fault = random.chance(wrongShare) ? random.pick(faults) : undefined
    const message = { ...right, ...fault, id: `prove-${run}-${number}` }
    return {
      ballot: { number, text: JSON.stringify(message), message },
      key: keyOf(message),
      isRight: fault === undefined,
      tries: random.chance(impatientShare) ? 1 : mostTries,
      onceMoreMs: random.chance(twiceShare)
        ? Math.max(0, random.between(-onceMoreWithinMs, onceMoreWithinMs))
        : undefined,
    }
  }
}

/** Whole or with a half, from 0 to 100. */
function rankOf(random: Random): string {
  return String(random.between(0, 200) / 2)
}

/** These texts are in the form in which they are stored already, so that the key can be told from what is sent. */
function keyOf({ contest, id, name, album, year, rank }: Fields & { readonly id: string }): string {
  const vote = { contest, id, name, album, year: Number(year), rank: Number(rank) }
  return joinVoteKey(vote, createHash('sha256').update(voteKeyPayload(vote)).digest('base64url'))
}
