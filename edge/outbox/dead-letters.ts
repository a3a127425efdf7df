import { decodeRelayBatch, encodeRelayBatch, type LetterPage, type RelayEntry } from '@aplauso/proto'
import type { BacklogStorage } from './storage.ts'

/** Of a listing; and what one order takes at once. */
const limits = { pageRecords: 100, orderRecords: 1_000 } as const

/**
 * Accepted votes that the log refused for themselves, kept as text, and rows of the backlog that cannot be read, kept as
 * the bytes that they were. They wait for an operator.
 */
export class OutboxLetters {
  readonly #storage: BacklogStorage

  /** @throws whatever the storage throws */
  constructor(storage: BacklogStorage) {
    this.#storage = storage
    storage.sql.exec('CREATE TABLE IF NOT EXISTS set_aside (id INTEGER PRIMARY KEY, at_ms INTEGER, body BLOB)')
  }

  count(): number {
    const [found] = this.#ask('SELECT count(*) AS count FROM set_aside')
    return Number(found?.count ?? 0)
  }

  addEntry(entry: RelayEntry): void {
    this.#add(encodeRelayBatch([entry]))
  }

  addUnreadable(row: Uint8Array): void {
    this.#add(row)
  }

  remove(id: number): void {
    this.#ask('DELETE FROM set_aside WHERE id = ?', id)
  }

  /** @param after the `next` of the page before; 0: from the beginning */
  page(after: number): LetterPage {
    const found = this.#ask(
      `SELECT id, at_ms, length(CAST(body AS BLOB)) AS bytes, iif(typeof(body) = 'text', body, NULL) AS text
       FROM set_aside WHERE id > ? ORDER BY id LIMIT ?`,
      after,
      limits.pageRecords + 1,
    )
    const records = found.slice(0, limits.pageRecords).map((row) => ({
      id: Number(row.id),
      atMs: Number(row.at_ms),
      bytes: Number(row.bytes),
      entry: entryOf(row.text),
    }))
    return { records, next: found.length > records.length ? (records.at(-1)?.id ?? null) : null }
  }

  /** The records, without the unreadable rows, that were refused until a moment; as many as one order takes. */
  pick(untilMs: number): readonly { readonly id: number; readonly entry: RelayEntry }[] {
    return this.#ask(
      `SELECT id, body FROM set_aside WHERE at_ms <= ? AND typeof(body) = 'text' ORDER BY id LIMIT ?`,
      untilMs,
      limits.orderRecords,
    ).flatMap(({ id, body }) => {
      const entry = entryOf(body)
      return entry ? [{ id: Number(id), entry }] : []
    })
  }

  /** Permanently forgets what was refused until a moment. @returns how many; as many as one order takes */
  async discard(untilMs: number): Promise<number> {
    const discarded = this.#ask(
      `DELETE FROM set_aside WHERE id IN (SELECT id FROM set_aside WHERE at_ms <= ? ORDER BY id LIMIT ?) RETURNING id`,
      untilMs,
      limits.orderRecords,
    ).length
    await this.#storage.sync()
    return discarded
  }

  #add(body: string | Uint8Array): void {
    this.#ask('INSERT INTO set_aside (at_ms, body) VALUES (?, ?)', Date.now(), body)
  }

  #ask(query: string, ...bindings: (string | number | Uint8Array | null)[]) {
    return this.#storage.sql.exec(query, ...bindings).toArray()
  }
}

function entryOf(text: ArrayBuffer | string | number | null | undefined): RelayEntry | null {
  return typeof text === 'string' ? (decodeRelayBatch(text)?.[0] ?? null) : null
}
