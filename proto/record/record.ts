import type { Complete, VoteRecord } from '../fields.ts'
import type { JudgedVote } from '../vote/judge.ts'
import type { Channel } from './channel.ts'

export interface Door {
  readonly id: string
  readonly channel: Channel
  readonly at: string
}

/**
 * The record's text but for the voter, in two parts: who has the voter's hash puts it between them (`joinRecord`).
 * The voter is hashed outside the code that judges, which holds no secret.
 * @example
 * const parts = recordParts(vote, { id, channel: 'grpc', at: new Date().toISOString() })
 * const value = joinRecord(parts, voterHash)
 */
export function recordParts(vote: JudgedVote, door: Door): readonly [head: string, tail: string] {
  const { contest, name, album, year, rank, castAt } = vote
  const head = { v: 1, contest: contest.id, id: door.id, name, album, year, rank } satisfies Partial<VoteRecord>
  const tail: Complete<Omit<VoteRecord, keyof typeof head | 'voter'>> = {
    castAt,
    rules: contest.revision,
    channel: door.channel,
    at: door.at,
  }
  return [JSON.stringify(head).slice(0, -1), JSON.stringify(tail).slice(1)]
}

/** The members of a head, of which the vote key is made: the head lacks only its closing brace. */
export function parseHead(head: string): Pick<VoteRecord, 'v' | 'contest' | 'id' | 'name' | 'album' | 'year' | 'rank'> {
  return JSON.parse(`${head}}`)
}

/** The record's text: the same vote gives the same bytes at both doors, but for channel, time and a server-made id. */
export function joinRecord([head, tail]: readonly [string, string], voterHash?: string): string {
  return voterHash === undefined ? `${head},${tail}` : `${head},"voter":"${voterHash}",${tail}`
}
