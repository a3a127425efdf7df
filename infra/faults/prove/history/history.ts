import { type Channel, channels } from '@aplauso/proto'
import { GrowingArray } from './growing-array.ts'
import type { Contents } from './vote-key.ts'

/**
 * What a sender knows of an attempt when it ends. Unknown: 503, deadline, cancelled, cut, no answer, anything that is
 * neither yes nor no; the vote may be stored or not.
 */
export type Fate = 'accepted' | 'unknown' | 'refused'

export interface Attempt {
  /** the vote's number, from 1 */
  readonly number: number
  /** the same in every attempt of a vote */
  readonly contents: Contents
  readonly door: Channel
  readonly fate: Fate
}

/** What is known of a vote over all its attempts. */
export interface CastVote {
  readonly number: number
  readonly fate: Fate
  readonly contents: Contents
  /** the doors through which it may have been stored: those of its accepted and unknown attempts */
  readonly doors: readonly Channel[]
}

export interface Totals {
  /** votes sent, each once */
  readonly votes: number
  readonly attempts: number
  /** votes by their fate over all attempts; the three make `votes` */
  readonly accepted: number
  readonly unknown: number
  readonly refused: number
  /** attempts of a vote that ended after one of its attempts was accepted */
  readonly duplicates: number
  /** attempts, not votes */
  readonly byDoor: Readonly<Record<Channel, Readonly<Record<Fate, number>>>>
}

/** Over a vote's attempts the later one here wins: one yes is a promise, and one doubt is more than a no. 0 is "never sent". */
const fates = [undefined, 'refused', 'unknown', 'accepted'] as const
const accepted = fates.indexOf('accepted')
const fateBits = 0b11
const doorBits: Readonly<Record<Channel, number>> = { edge: 0b100, grpc: 0b1000 }

/** What is known of each vote that was ever sent: five bytes a vote, so that millions of votes fit in memory. */
export class History {
  /** the id of vote n is this and n */
  readonly idPrefix: string
  /** for each vote its strongest fate, and the doors through which it may have been stored */
  readonly #states = new GrowingArray(Uint8Array)
  /** for each vote the position of its contents in `#contents` */
  readonly #says = new GrowingArray(Uint32Array)
  readonly #contents: Contents[] = []
  readonly #positions = new Map<string, number>()
  /** votes by their strongest fate */
  readonly #votes = fates.map(() => 0)
  readonly #byDoor = {
    edge: { accepted: 0, unknown: 0, refused: 0 },
    grpc: { accepted: 0, unknown: 0, refused: 0 },
  }
  #highest = 0
  #attempts = 0
  #duplicates = 0

  constructor(idPrefix: string) {
    this.idPrefix = idPrefix
  }

  /** Notes an attempt that has ended. @returns whether it is the vote's first that was accepted */
  note({ number, contents, door, fate }: Attempt): boolean {
    this.#attempts += 1
    this.#byDoor[door][fate] += 1
    const state = this.#states.get(number)
    const before = state & fateBits
    const now = Math.max(before, fates.indexOf(fate))
    if (before === 0) {
      this.#says.set(number, this.#positionOf(contents))
      this.#highest = Math.max(this.#highest, number)
    }
    if (before === accepted) this.#duplicates += 1
    this.#count(before, -1)
    this.#count(now, 1)
    this.#states.set(number, (state & ~fateBits) | now | (fate === 'refused' ? 0 : doorBits[door]))
    return now === accepted && before !== accepted
  }

  /** The vote of a number; undefined where nobody sent it. */
  vote(number: number): CastVote | undefined {
    const state = this.#states.get(number)
    const fate = fates[state & fateBits]
    const contents = this.#contents[this.#says.get(number)]
    if (!fate || !contents) return undefined
    return { number, fate, contents, doors: channels.filter((door) => state & doorBits[door]) }
  }

  /** The vote of an id; undefined where nobody sent it. */
  voteOfId(id: string): CastVote | undefined {
    const number = id.startsWith(this.idPrefix) ? id.slice(this.idPrefix.length) : ''
    return /^[1-9]\d{0,14}$/.test(number) ? this.vote(Number(number)) : undefined
  }

  /** Each vote ever sent. */
  *votes(): Generator<CastVote, void, undefined> {
    for (let number = 1; number <= this.#highest; number += 1) {
      const vote = this.vote(number)
      if (vote) yield vote
    }
  }

  totals(): Totals {
    const [, refused = 0, unknown = 0, accepted = 0] = this.#votes
    return {
      votes: refused + unknown + accepted,
      attempts: this.#attempts,
      accepted,
      unknown,
      refused,
      duplicates: this.#duplicates,
      byDoor: structuredClone(this.#byDoor),
    }
  }

  #count(fate: number, votes: number): void {
    this.#votes[fate] = (this.#votes[fate] ?? 0) + votes
  }

  #positionOf(contents: Contents): number {
    const name = JSON.stringify(Object.values(contents))
    let position = this.#positions.get(name)
    if (position === undefined) {
      position = this.#contents.push(contents) - 1
      this.#positions.set(name, position)
    }
    return position
  }
}
