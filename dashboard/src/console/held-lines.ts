import type { Page, Vote } from './log-page.ts'

/** A line of the console: a vote, or the place where another log begins. */
export interface Line {
  /** rises with every line, and stays the line's own */
  readonly key: number
  /** null: here another log begins, because the system was rebuilt */
  readonly vote: Vote | null
}

/** A page of the log, whose lower cursor is the upper one of the chunk before it. */
interface Chunk {
  readonly lines: readonly Line[]
  readonly below: string | null
  readonly above: string
  /** which log it is of; rises with each rebuilt system */
  readonly log: number
}

/** Lines that stay while the console follows the log. */
export const followedLines = 300
/** New lines that wait while the reader reads; then no more are asked for. */
export const mostUnseen = 2_000
/** Lines that are held at most while the reader pages back. */
export const mostHeld = 3_000

/**
 * The part of the log that the page holds: whole pages without a gap between them, so that whatever is dropped at
 * either end can be read again by the cursor there. The newest lines may wait unseen.
 */
export class HeldLines {
  #chunks: Chunk[] = []
  #log = 0
  #hasMark = false
  #nextKey = 0
  #seenKey = -1

  /** The cursor above the newest line: what `after` gets. Null before the log's first page. */
  get above(): string | null {
    const last = this.#chunks.at(-1)
    return last?.log === this.#log ? last.above : null
  }

  /** The cursor below the oldest line: what `cursor` gets. Null if nothing is older, or its log is gone. */
  get below(): string | null {
    const [first] = this.#chunks
    return first?.log === this.#log ? first.below : null
  }

  /** Votes that wait. */
  get unseen(): number {
    return this.#chunks.reduce((sum, { lines }) => {
      if ((lines.at(-1)?.key ?? -1) <= this.#seenKey) return sum
      return sum + lines.filter(({ key, vote }) => key > this.#seenKey && vote !== null).length
    }, 0)
  }

  get isFull(): boolean {
    return this.unseen >= mostUnseen
  }

  /** The seen lines, oldest first. @param most only the newest ones of them */
  seen(most = Number.POSITIVE_INFINITY): readonly Line[] {
    const lines = this.#chunks.flatMap((chunk) => chunk.lines.filter(({ key }) => key <= this.#seenKey))
    return lines.length > most ? lines.slice(-most) : lines
  }

  /** Adds the page above the newest line. Its lines wait until they are revealed. */
  append({ votes, below, above }: Page): void {
    if (above === null) return
    const lines = this.#hasMark ? [{ key: this.#nextKey++, vote: null }] : []
    this.#hasMark = false
    const all: Line[] = [...lines, ...votes.map((vote) => ({ key: this.#nextKey++, vote }))]
    const last = this.#chunks.at(-1)
    if (all.length === 0 && last?.log === this.#log) {
      this.#chunks[this.#chunks.length - 1] = { ...last, above }
    } else {
      this.#chunks.push({ lines: all, below, above, log: this.#log })
    }
  }

  /** Adds the page below the oldest line, and drops as much at the other end. Its lines are seen at once. */
  prepend({ votes, below }: Page): void {
    const [first] = this.#chunks
    if (!first || first.below === null) return
    const oldest = this.#chunks.find((chunk) => chunk.lines.length > 0)?.lines[0]
    const before = (oldest?.key ?? this.#nextKey) - votes.length
    const lines = votes.map((vote, index) => ({ key: before + index, vote }))
    this.#chunks.unshift({ lines, below, above: first.below, log: first.log })
    let held = this.#chunks.reduce((sum, chunk) => sum + chunk.lines.length, 0)
    while (held > mostHeld && this.#chunks.length > 1) {
      held -= this.#chunks.pop()?.lines.length ?? 0
    }
    this.#nextKey = (this.#chunks.findLast((chunk) => chunk.lines.length > 0)?.lines.at(-1)?.key ?? -1) + 1
    this.#seenKey = Math.min(this.#seenKey, this.#nextKey - 1)
  }

  /** Shows up to so many lines that wait, and drops old ones. */
  reveal(count: number): void {
    this.#seenKey = Math.min(this.#seenKey + count, this.#nextKey - 1)
    for (;;) {
      const [first, ...rest] = this.#chunks
      if (!first || rest.length === 0) return
      const isOfBefore = first.log < this.#log && rest.some(({ log }) => log === this.#log)
      const seenAfter = this.#seenKey - (first.lines.at(-1)?.key ?? Number.NEGATIVE_INFINITY)
      if (!isOfBefore && seenAfter < followedLines) return
      this.#chunks = rest
    }
  }

  /** Another log took this one's place: what comes next is its own, behind a mark. */
  beginAnotherLog(): void {
    this.#log += 1
    this.#hasMark = this.#chunks.length > 0
  }

  /** Forgets every line. */
  clear(): void {
    this.#chunks = []
    this.#seenKey = this.#nextKey - 1
  }
}
