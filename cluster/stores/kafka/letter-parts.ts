import type { DeadLetter } from '../ports/dead-letters.ts'
import { sourceText } from '../ports/source.ts'
import type { LogEntry } from '../ports/vote-log.ts'

/** A character takes six bytes at most once it is escaped, so a part is well below what a broker takes (1 MB). */
const partCharacters = 100_000

/** What is sent at once is below what a broker takes: a refused batch would be halved, and sent again and again. */
const batchBytes = 900_000

/** A piece of a letter's text. */
interface Part {
  readonly part: number
  readonly parts: number
  readonly text: string
}

/**
 * A letter as entries of the topic, all under the letter's source: its JSON, or parts of it where that is large. A record
 * that fits `votes` grows when it is quoted within a letter, and a letter that the topic refuses would block the
 * record's partition.
 */
export function entriesOf({ source, key, value, reason, origin }: DeadLetter): LogEntry[] {
  const from = sourceText(source)
  const text = JSON.stringify({ source, key, value, reason, ...(origin ? { origin } : {}) } satisfies DeadLetter)
  if (text.length <= partCharacters) return [{ key: from, value: text }]
  const parts = Math.ceil(text.length / partCharacters)
  return Array.from({ length: parts }, (_, part) => {
    const piece: Part = { part, parts, text: text.slice(part * partCharacters, (part + 1) * partCharacters) }
    return { key: from, value: JSON.stringify(piece) }
  })
}

/** Groups entries, in order, so that each group can be sent at once. */
export function* grouped(entries: Iterable<LogEntry>): Generator<LogEntry[], void, undefined> {
  let group: LogEntry[] = []
  let bytes = 0
  for (const entry of entries) {
    const size = Buffer.byteLength(entry.value)
    if (group.length > 0 && bytes + size > batchBytes) {
      yield group
      group = []
      bytes = 0
    }
    group.push(entry)
    bytes += size
  }
  if (group.length > 0) yield group
}

/** Puts letters together from entries in any order, each any number of times; a letter that lacks a part is left out. */
export class LetterAssembler {
  readonly #letters = new Map<string, DeadLetter>()
  readonly #pieces = new Map<string, string[]>()

  add({ key, value }: LogEntry): void {
    if (this.#letters.has(key)) return
    const read = JSON.parse(value) as DeadLetter | Part
    if (!('part' in read)) {
      this.#letters.set(key, read)
      return
    }
    const pieces = this.#pieces.get(key) ?? []
    this.#pieces.set(key, pieces)
    pieces[read.part] = read.text
    if (Object.keys(pieces).length < read.parts) return
    this.#letters.set(key, JSON.parse(pieces.join('')) as DeadLetter)
    this.#pieces.delete(key)
  }

  get letters(): readonly DeadLetter[] {
    return [...this.#letters.values()]
  }
}
