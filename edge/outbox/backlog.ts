import { decodeRelayBatch, type RelayEntry, type RelayOutcome } from '@aplauso/proto'
import { SetAside } from './dead-letters.ts'
import { type NewRow, rowLimits, rowsOf } from './rows.ts'
import type { BacklogStorage } from './storage.ts'

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
  /** What the log refused for itself after its vote was accepted. */
  readonly setAside: SetAside
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
      `CREATE TABLE IF NOT EXISTS backlog (id INTEGER PRIMARY KEY, at_ms INTEGER, votes INTEGER, bytes INTEGER, body BLOB)`,
    )
    this.setAside = new SetAside(storage)
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
    this.#storage.transactionSync(() => this.#insert(rows))
    this.#count(rows)
    await this.#storage.sync()
    return entries.map((_, index) => (index < taken ? 'accepted' : 'full'))
  }

  /**
   * Puts what was set aside until a moment back behind the backlog, whatever room there is: it was accepted. What cannot
   * be read stays aside. Not more than `SetAside.pick` takes in one call.
   * @returns how many records go again
   */
  async sendAgain(untilMs: number): Promise<number> {
    const picked = this.setAside.pick(untilMs)
    const { rows } = rowsOf(
      picked.map(({ entry }) => entry),
      Number.POSITIVE_INFINITY,
    )
    this.#storage.transactionSync(() => {
      this.#insert(rows)
      for (const { id } of picked) this.setAside.remove(id)
    })
    this.#count(rows)
    await this.#storage.sync()
    return picked.length
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
          this.setAside.addUnreadable(bytes)
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
        for (const refused of entries.filter((_, index) => fates[index] === 'refused')) this.setAside.addEntry(refused)
        if (kept.length === 0) this.#remove(id)
        else if (kept.length < entries.length) this.#shorten(id, kept)
      }
    })
  }

  totals(): BacklogTotals {
    const [oldest] = this.#ask('SELECT at_ms FROM backlog ORDER BY id LIMIT 1')
    return {
      rows: this.#rows,
      votes: this.#votes,
      bytes: this.#bytes,
      oldestAtMs: oldest ? Number(oldest.at_ms) : null,
      setAside: this.setAside.count(),
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

  #insert(rows: readonly NewRow[]): void {
    for (const { body, votes } of rows) {
      this.#ask(
        'INSERT INTO backlog (at_ms, votes, bytes, body) VALUES (?, ?, ?, ?)',
        Date.now(),
        votes,
        body.byteLength,
        body,
      )
    }
  }

  /** Only after what was written is sure to be there. */
  #count(rows: readonly NewRow[]): void {
    this.#rows += rows.length
    for (const { body, votes } of rows) {
      this.#votes += votes
      this.#bytes += body.byteLength
    }
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
