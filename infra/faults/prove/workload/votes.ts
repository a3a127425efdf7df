import type { VoteMessage } from '@aplauso/ingest/client'
import type { PreparedVote } from '../../../clients/cast/index.ts'
import { sampleAlbums } from '../../../load/sample-votes.ts'
import type { Random } from '../../random.ts'
import type { Contents } from '../history/index.ts'

/** A vote, and what its voter will do with it. */
export interface PlannedVote {
  readonly prepared: PreparedVote
  /** from 1; the id is the run's prefix and this */
  readonly number: number
  /** what it says, in the form in which it is stored */
  readonly contents: Contents
  /** whether few others have its contents, so that it is seen when results show it */
  readonly isMarked: boolean
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
const markedShare = 0.1
/** Marked votes are for albums of their own, five beside each of the others, with so few ranks that results list each by itself. */
const markedAlbums = 5
const markedRanks = 20
const twiceShare = 0.1
const impatientShare = 0.2
const mostTries = 6
const onceMoreWithinMs = 5_000

/** What the ids of a run's votes begin with. */
export function idPrefixOf(random: Random): string {
  return `prove-${random.between(0, 0xff_ff_ff_ff).toString(36)}-`
}

/** An endless run of votes, each with an id of its own. The same seed gives the same votes. */
export function plannedVotes(random: Random, idPrefix: string): () => PlannedVote {
  let number = 0
  let marked = 0
  const nextMark = () => {
    marked += 1
    const [name, title, year] = sampleAlbums[marked % sampleAlbums.length] ?? sampleAlbums[0]
    const round = Math.floor(marked / sampleAlbums.length)
    const album = [name, `${title} (${1 + (Math.floor(round / markedRanks) % markedAlbums)})`, year] as const
    return { album, rank: (round % markedRanks) + 0.25 }
  }
  return () => {
    number += 1
    const fault = random.chance(wrongShare) ? random.pick(faults) : undefined
    const isMarked = fault === undefined && random.chance(markedShare)
    const { album, rank } = isMarked
      ? nextMark()
      : { album: random.pick(sampleAlbums) ?? sampleAlbums[0], rank: rankOf(random) }
    const [name, title, year] = album
    const right: Fields = { name, album: title, year: String(year), rank: String(rank), contest: 'default' }
    const message = { ...right, ...fault, id: `${idPrefix}${number}` }
    return {
      prepared: { number, text: JSON.stringify(message), message },
      number,
      contents: contentsOf(message),
      isMarked,
      isRight: fault === undefined,
      tries: random.chance(impatientShare) ? 1 : mostTries,
      onceMoreMs: random.chance(twiceShare)
        ? Math.max(0, random.between(-onceMoreWithinMs, onceMoreWithinMs))
        : undefined,
    }
  }
}

/** Whole or with a half, from 0 to 100. */
function rankOf(random: Random): number {
  return random.between(0, 200) / 2
}

/** These texts are in the form in which they are stored already. */
function contentsOf({ contest, name, album, year, rank }: Fields): Contents {
  return { contest, band: name, album, year: Number(year), rank: Number(rank) }
}
