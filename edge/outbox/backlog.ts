import { type AppendResult, type BacklogTotals, decodeRelayBatch, isTransient, type RelayEntry } from '@aplauso/proto'
import { OutboxLetters } from './dead-letters.ts'
import { type NewRow, rowLimits, rowsOf } from './rows.ts'
import type { BacklogStorage } from './storage.ts'

/** A row's entries, read back. */
export interface BacklogRow {
  readonly id: number
  readonly entries: readonly RelayEntry[]
}

/** What lies in the table, so that no vote has to wait for a count. */
interface Counts {
  rows: number
  votes: number
  bytes: number
}

/** What one attempt to empty the backlog takes: a relay's and a broker's limits are above it. */
const attemptLimits = { rows: 100, bytes: 700_000, records: 4_000 }

/**
 * Votes that were accepted and are not in the log yet: a row for each flush, oldest first. The row at the head stays
 * there until each of its entries is in the log or a dead letter.
 */
export class Backlog {
  /** What the log refused for itself after its vote was accepted. */
  readonly letters: OutboxLetters
  readonly #storage: BacklogStorage
  readonly #maxBytes: number
  #counts: Readonly<Counts>

  /** @throws whatever the storage throws */
  constructor(storage: BacklogStorage, maxBytes: number) {
    this.#storage = storage
    this.#maxBytes = maxBytes
    storage.sql.exec(
      `CREATE TABLE IF NOT EXISTS backlog (id INTEGER PRIMARY KEY, at_ms INTEGER, votes INTEGER, bytes INTEGER, body BLOB)`,
    )
    this.letters = new OutboxLetters(storage)
    const [totals] = this.#ask('SELECT count(*) AS rows, sum(votes) AS votes, sum(bytes) AS bytes FROM backlog')
    this.#counts = {
      rows: Number(totals?.rows ?? 0),
      votes: Number(totals?.votes ?? 0),
      bytes: Number(totals?.bytes ?? 0),
    }
  }

  get rows(): number {
    return this.#counts.rows
  }

  /** Whether anything may be kept at all; where nothing may, rows of an earlier configuration are still emptied. */
  get keeps(): boolean {
    return this.#maxBytes > 0
  }

  /**
   * Resolves when the entries are durable; those that found no room are `full`.
   * @throws whatever the storage throws: it is unknown what was written then
   */
  async append(entries: readonly RelayEntry[]): Promise<readonly AppendResult[]> {
    const { rows, taken } = rowsOf(entries, this.#maxBytes - this.#counts.bytes)
    this.#transact((counts) => this.#insert(rows, counts))
    await this.#storage.sync()
    return entries.map((_, index) => (index < taken ? 'accepted' : 'full'))
  }

  /**
   * Puts the dead letters until a moment back behind the backlog, whatever room there is: it was accepted. What cannot
   * be read stays aside. Not more than `OutboxLetters.pick` takes in one call.
   * @returns how many records go again
   */
  async redrive(untilMs: number): Promise<number> {
    const picked = this.letters.pick(untilMs)
    const { rows } = rowsOf(
      picked.map(({ entry }) => entry),
      Number.POSITIVE_INFINITY,
    )
    this.#transact((counts) => {
      this.#insert(rows, counts)
      for (const { id } of picked) this.letters.remove(id)
    })
    await this.#storage.sync()
    return picked.length
  }

  /** The oldest rows, as many as one attempt takes. Rows that cannot be read become dead letters. */
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
        this.#transact((counts) => {
          this.letters.addUnreadable(bytes)
          this.#remove(Number(id), counts)
        })
      }
    }
    return { rows, unreadable }
  }

  /** Forgets the entries that are in the log, sets aside those that it refused, and keeps the rest where they were. */
  settle(rows: readonly BacklogRow[], results: readonly (AppendResult | undefined)[]): void {
    this.#transact((counts) => {
      let next = 0
      for (const { id, entries } of rows) {
        const own = results.slice(next, next + entries.length)
        next += entries.length
        const kept = entries.filter((_, index) => isTransient[own[index] ?? 'unavailable'])
        for (const refused of entries.filter((_, index) => own[index] === 'refused')) this.letters.addEntry(refused)
        if (kept.length === 0) this.#remove(id, counts)
        else if (kept.length < entries.length) this.#shorten(id, kept, counts)
      }
    })
  }

  totals(): BacklogTotals {
    const [oldest] = this.#ask('SELECT at_ms FROM backlog ORDER BY id LIMIT 1')
    return {
      ...this.#counts,
      oldestAtMs: oldest ? Number(oldest.at_ms) : null,
      setAside: this.letters.count(),
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

  /** A transaction. What it counts holds once it has committed: it may roll back, also where the work succeeded. */
  #transact(work: (counts: Counts) => void): void {
    const counts = { ...this.#counts }
    this.#storage.transactionSync(() => work(counts))
    this.#counts = counts
  }

  #insert(rows: readonly NewRow[], counts: Counts): void {
    for (const { body, votes } of rows) {
      this.#ask(
        'INSERT INTO backlog (at_ms, votes, bytes, body) VALUES (?, ?, ?, ?)',
        Date.now(),
        votes,
        body.byteLength,
        body,
      )
      counts.rows += 1
      counts.votes += votes
      counts.bytes += body.byteLength
    }
  }

  #remove(id: number, counts: Counts): void {
    const [gone] = this.#ask('DELETE FROM backlog WHERE id = ? RETURNING votes, bytes', id)
    if (!gone) return
    counts.rows -= 1
    counts.votes -= Number(gone.votes)
    counts.bytes -= Number(gone.bytes)
  }

  #shorten(id: number, kept: readonly RelayEntry[], counts: Counts): void {
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
    counts.votes += row.votes - Number(old.votes)
    counts.bytes += row.body.byteLength - Number(old.bytes)
  }

  #ask(query: string, ...bindings: (string | number | Uint8Array | null)[]) {
    return this.#storage.sql.exec(query, ...bindings).toArray()
  }
}
