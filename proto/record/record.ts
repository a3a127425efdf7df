import type { JudgedVote } from '../vote/judge.ts'

export const channels = ['edge', 'grpc'] as const

/** The door that a vote came through. */
export type Channel = (typeof channels)[number]

/** A record of the topic `votes`. */
export interface VoteRecord {
  readonly v: 1
  readonly contest: string
  readonly id: string
  readonly name: string
  readonly album: string
  readonly year: number
  readonly rank: number
  /** base64url HMAC-SHA-256 of the voter */
  readonly voter?: string
  /** the client's time, as sent */
  readonly castAt?: string
  /** the contest's revision that judged the vote */
  readonly rules: number
  readonly channel: Channel
  /** the door's time, RFC 3339 UTC with milliseconds */
  readonly at: string
}

export interface Door {
  readonly id: string
  readonly channel: Channel
  readonly at: string
}

/**
 * The record's text but for the voter, in two parts: who has the voter's hash puts it between them (`joinRecord`).
 * The voter is hashed outside the code that judges, which holds no secret.
 */
export function recordParts(vote: JudgedVote, door: Door): readonly [head: string, tail: string] {
  const { contest, name, album, year, rank, castAt } = vote
  const head = JSON.stringify({ v: 1, contest: contest.id, id: door.id, name, album, year, rank })
  const tail = JSON.stringify({ castAt, rules: contest.revision, channel: door.channel, at: door.at })
  return [head.slice(0, -1), tail.slice(1)]
}

/** The members of a head, of which the vote key is made: the head lacks only its closing brace. */
export function parseHead(head: string): Pick<VoteRecord, 'v' | 'contest' | 'id' | 'name' | 'album' | 'year' | 'rank'> {
  return JSON.parse(`${head}}`)
}

/** The record's text: the same vote gives the same bytes at both doors, but for channel, time and a server-made id. */
export function joinRecord([head, tail]: readonly [string, string], voterHash?: string): string {
  return voterHash === undefined ? `${head},${tail}` : `${head},"voter":"${voterHash}",${tail}`
}
