import { decodeRelayBatch, type RelayEntry, type RelayOutcome, utf8 } from '@aplauso/proto'
import { rowLimits, rowsOf } from './rows.ts'

/** As much of a Durable Object's storage as the backlog uses. */
export interface BacklogStorage {
  readonly sql: {
    exec(
      query: string,
      ...bindings: (string | number | Uint8Array | null)[]
    ): {
      toArray(): Record<string, ArrayBuffer | string | number | null>[]
    }
  }
  transactionSync<Result>(work: () => Result): Result
  /** Resolves when what was written is durable. */
  sync(): Promise<void>
}

/** A row's entries, read back. */
export interface BacklogRow {
  readonly id: number
  readonly entries: readonly RelayEntry[]
}

export interface BacklogTotals {
  readonly rows: number
  readonly votes: number
  readonly bytes: number
  /** When the oldest row was written; null where there is none. */
  readonly oldestAtMs: number | null
  /** Records that the log refused after their votes were accepted, and rows that cannot be read. */
  readonly setAside: number
}

/** What one attempt to empty the backlog takes: a relay's and a broker's limits are above it. */
const attemptLimits = { rows: 100, bytes: 700_000, records: 4_000 }

/**
 * Votes that were accepted and are not in the log yet: a row for each flush, oldest first. The row at the head stays
 * there until each of its entries is in the log or set aside.
 */
export class Backlog {
  readonly #storage: BacklogStorage
  readonly #maxBytes: number
  #rows = 0
  #votes = 0
  #bytes = 0

  /** @throws whatever the storage throws */
  constructor(storage: BacklogStorage, maxBytes: number) {
    this.#storage = storage
    this.#maxBytes = maxBytes
    storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS backlog (id INTEGER PRIMARY KEY, at_ms INTEGER, votes INTEGER, bytes INTEGER, body BLOB);
       CREATE TABLE IF NOT EXISTS set_aside (id INTEGER PRIMARY KEY, at_ms INTEGER, body BLOB)`,
    )
    const [totals] = this.#ask('SELECT count(*) AS rows, sum(votes) AS votes, sum(bytes) AS bytes FROM backlog')
    this.#rows = Number(totals?.rows ?? 0)
    this.#votes = Number(totals?.votes ?? 0)
    this.#bytes = Number(totals?.bytes ?? 0)
  }

  get rows(): number {
    return this.#rows
  }

  /** Whether anything may be kept at all; where nothing may, rows of an earlier configuration are still emptied. */
  get keeps(): boolean {
    return this.#maxBytes > 0
  }

  /**
   * Resolves when the entries are durable; `full` are those that found no place.
   * @throws whatever the storage throws: nobody knows what was written then
   */
  async append(entries: readonly RelayEntry[]): Promise<readonly RelayOutcome[]> {
    const { rows, taken } = rowsOf(entries, this.#maxBytes - this.#bytes)
    this.#storage.transactionSync(() => {
      for (const { body, votes } of rows) {
        this.#ask(
          'INSERT INTO backlog (at_ms, votes, bytes, body) VALUES (?, ?, ?, ?)',
          Date.now(),
          votes,
          body.byteLength,
          body,
        )
      }
    })
    this.#rows += rows.length
    for (const { body, votes } of rows) {
      this.#votes += votes
      this.#bytes += body.byteLength
    }
    await this.#storage.sync()
    return entries.map((_, index) => (index < taken ? 'accepted' : 'full'))
  }

  /** The oldest rows, as many as one attempt takes. Rows that cannot be read are set aside. */
  head(): { readonly rows: readonly BacklogRow[]; readonly unreadable: number } {
    const last = this.#lastOfAttempt()
    const found = last === undefined ? [] : this.#ask('SELECT id, body FROM backlog WHERE id <= ? ORDER BY id', last)
    const rows: BacklogRow[] = []
    let unreadable = 0
    for (const { id, body } of found) {
      const bytes = body instanceof ArrayBuffer ? new Uint8Array(body) : new Uint8Array()
      const entries = decodeRelayBatch(new TextDecoder().decode(bytes))
      if (entries) rows.push({ id: Number(id), entries })
      else {
        unreadable += 1
        this.#storage.transactionSync(() => {
          this.#putAside(bytes)
          this.#remove(Number(id))
        })
      }
    }
    return { rows, unreadable }
  }

  /** Forgets the entries that are in the log, sets aside those that it refused, and keeps the rest where they were. */
  settle(rows: readonly BacklogRow[], outcomes: readonly (RelayOutcome | undefined)[]): void {
    let next = 0
    this.#storage.transactionSync(() => {
      for (const { id, entries } of rows) {
        const fates = outcomes.slice(next, next + entries.length)
        next += entries.length
        const kept = entries.filter((_, index) => fates[index] !== 'accepted' && fates[index] !== 'refused')
        for (const refused of entries.filter((_, index) => fates[index] === 'refused')) {
          this.#putAside(utf8(JSON.stringify([refused.key, refused.value])))
        }
        if (kept.length === 0) this.#remove(id)
        else if (kept.length < entries.length) this.#shorten(id, kept)
      }
    })
  }

  totals(): BacklogTotals {
    const [oldest] = this.#ask('SELECT at_ms FROM backlog ORDER BY id LIMIT 1')
    const [aside] = this.#ask('SELECT count(*) AS count FROM set_aside')
    return {
      rows: this.#rows,
      votes: this.#votes,
      bytes: this.#bytes,
      oldestAtMs: oldest ? Number(oldest.at_ms) : null,
      setAside: Number(aside?.count ?? 0),
    }
  }

  #lastOfAttempt(): number | undefined {
    let last: number | undefined
    let bytes = 0
    let records = 0
    for (const row of this.#ask('SELECT id, votes, bytes FROM backlog ORDER BY id LIMIT ?', attemptLimits.rows)) {
      bytes += Number(row.bytes)
      records += Number(row.votes)
      if (last !== undefined && (bytes > attemptLimits.bytes || records > attemptLimits.records)) break
      last = Number(row.id)
    }
    return last
  }

  #putAside(body: Uint8Array): void {
    this.#ask('INSERT INTO set_aside (at_ms, body) VALUES (?, ?)', Date.now(), body)
  }

  #remove(id: number): void {
    const [gone] = this.#ask('DELETE FROM backlog WHERE id = ? RETURNING votes, bytes', id)
    this.#rows -= 1
    this.#votes -= Number(gone?.votes ?? 0)
    this.#bytes -= Number(gone?.bytes ?? 0)
  }

  #shorten(id: number, kept: readonly RelayEntry[]): void {
    const [row] = rowsOf(kept, rowLimits.bytes).rows
    const [old] = this.#ask('SELECT votes, bytes FROM backlog WHERE id = ?', id)
    if (!row || !old) return
    this.#ask(
      'UPDATE backlog SET votes = ?, bytes = ?, body = ? WHERE id = ?',
      row.votes,
      row.body.byteLength,
      row.body,
      id,
    )
    this.#votes += row.votes - Number(old.votes)
    this.#bytes += row.body.byteLength - Number(old.bytes)
  }

  #ask(query: string, ...bindings: (string | number | Uint8Array | null)[]) {
    return this.#storage.sql.exec(query, ...bindings).toArray()
  }
}
