import type { Channel } from '@aplauso/proto'

/**
 * What a sender knows of an attempt when it ends. Unknown: 503, deadline, cancelled, cut, no answer, anything that is
 * neither yes nor no; the vote may be stored or not.
 */
export type Fate = 'accepted' | 'unknown' | 'refused'

export interface Attempt {
  /** the vote key, as the contract makes it of what was sent */
  readonly key: string
  readonly door: Channel
  readonly fate: Fate
}

export interface Totals {
  /** distinct keys */
  readonly votes: number
  readonly attempts: number
  /** keys by their fate over all attempts; the three make `votes` */
  readonly accepted: number
  readonly unknown: number
  readonly refused: number
  /** attempts of a key that ended after one of its attempts was accepted */
  readonly duplicates: number
  /** attempts, not keys */
  readonly byDoor: Readonly<Record<Channel, Readonly<Record<Fate, number>>>>
}

/** Over a key's attempts the later one here wins: one yes is a promise, and one doubt is more than a no. */
const fates = ['refused', 'unknown', 'accepted'] as const satisfies readonly Fate[]
const accepted = fates.indexOf('accepted')

/** What is known of each vote that was ever sent: a small number a key, so that a million votes fit in memory. */
export class History {
  readonly #strongest = new Map<string, number>()
  /** keys by their strongest fate */
  readonly #votes = fates.map(() => 0)
  readonly #byDoor = {
    edge: { accepted: 0, unknown: 0, refused: 0 },
    grpc: { accepted: 0, unknown: 0, refused: 0 },
  }
  #attempts = 0
  #duplicates = 0

  /** Notes an attempt that has ended. */
  note({ key, door, fate }: Attempt): void {
    this.#attempts += 1
    this.#byDoor[door][fate] += 1
    const now = fates.indexOf(fate)
    const before = this.#strongest.get(key)
    if (before === accepted) this.#duplicates += 1
    if (before !== undefined && before >= now) return
    if (before !== undefined) this.#count(before, -1)
    this.#count(now, 1)
    this.#strongest.set(key, now)
  }

  /** The fate over all attempts of a key; undefined where nobody sent it. */
  fateOf(key: string): Fate | undefined {
    return fates[this.#strongest.get(key) ?? -1]
  }

  /** Each key ever sent, with its fate. */
  *votes(): Generator<readonly [key: string, fate: Fate], void, undefined> {
    for (const [key, strongest] of this.#strongest) yield [key, fates[strongest] ?? 'unknown']
  }

  totals(): Totals {
    const [refused = 0, unknown = 0, accepted = 0] = this.#votes
    return {
      votes: this.#strongest.size,
      attempts: this.#attempts,
      accepted,
      unknown,
      refused,
      duplicates: this.#duplicates,
      byDoor: structuredClone(this.#byDoor),
    }
  }

  #count(strongest: number, votes: number): void {
    this.#votes[strongest] = (this.#votes[strongest] ?? 0) + votes
  }
}
