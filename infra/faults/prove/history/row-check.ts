import { Expectation } from './expected.ts'
import { GrowingArray } from './growing-array.ts'
import type { CastVote, History } from './history.ts'
import { idInKey, voteKeyOf } from './vote-key.ts'

const mostExamples = 20

/** How many there are of something wrong, and the first few. */
class Finding {
  readonly examples: string[] = []
  count = 0

  add(example: string): void {
    this.count += 1
    if (this.examples.length < mostExamples) this.examples.push(example)
  }
}

/** What the keys of all rows say. */
export interface RowFindings {
  /** rows read */
  readonly rows: number
  /** votes with an accepted attempt that have no row */
  readonly lost: Finding
  /** rows beyond the first of their vote */
  readonly double: Finding
  /** votes of which every attempt was refused that have a row */
  readonly refusedCounted: Finding
  /** rows that nobody cast */
  readonly alien: Finding
  /** rows under the id of a vote whose key is not made of what was cast */
  readonly forged: Finding
  /** what the rows must sum up to */
  readonly expected: Expectation
}

/** Holds the keys of rows against a history as they are read; it remembers a byte for each vote. */
export class RowCheck {
  readonly #history: History
  readonly #seen = new GrowingArray(Uint8Array)
  readonly #double = new Finding()
  readonly #refusedCounted = new Finding()
  readonly #alien = new Finding()
  readonly #forged = new Finding()
  readonly #expected = new Expectation()
  #rows = 0

  constructor(history: History) {
    this.#history = history
  }

  /** The key of one more row. */
  add(key: string): void {
    this.#rows += 1
    const id = idInKey(key)
    const vote = id === undefined ? undefined : this.#history.voteOfId(id)
    if (id === undefined || !vote) this.#alien.add(key)
    else if (key === voteKeyOf(id, vote.contents)) this.#addKnown(key, vote)
    else this.#forged.add(key)
  }

  /** All keys are read. */
  findings(): RowFindings {
    const lost = new Finding()
    for (const { number, fate, contents } of this.#history.votes()) {
      if (fate === 'accepted' && this.#seen.get(number) === 0)
        lost.add(voteKeyOf(`${this.#history.idPrefix}${number}`, contents))
    }
    return {
      rows: this.#rows,
      lost,
      double: this.#double,
      refusedCounted: this.#refusedCounted,
      alien: this.#alien,
      forged: this.#forged,
      expected: this.#expected,
    }
  }

  #addKnown(key: string, vote: CastVote): void {
    this.#expected.add(vote)
    if (this.#seen.get(vote.number) > 0) this.#double.add(key)
    else if (vote.fate === 'refused') this.#refusedCounted.add(key)
    this.#seen.set(vote.number, 1)
  }
}
