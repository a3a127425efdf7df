import { type Increments, incrementsOf, type VoteRecord } from '@aplauso/proto'
import type { ArchiveRow, Cut, Gap, Progress, Reject, VoteArchive } from '../ports/vote-archive.ts'
import { archiveSchema } from './archive-schema.ts'
import { Database } from './database.ts'

const keysPerPage = 5_000

/** The embedded archive. */
export class SqliteArchive implements VoteArchive {
  readonly #db: Database

  private constructor(db: Database) {
    this.#db = db
  }

  static open(folder: string): SqliteArchive {
    return new SqliteArchive(Database.open(folder, 'archive', archiveSchema))
  }

  async insert(rows: readonly ArchiveRow[]): Promise<readonly boolean[]> {
    const now = Date.now()
    return this.#db.write(() => {
      const insert = this.#db.prepare('INSERT INTO votes VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING')
      const stored = this.#db.prepare('SELECT incarnation, partition, offset FROM votes WHERE key = ?')
      return rows.map(({ key, source, digest, record }) => {
        const { incarnation, partition, offset } = source
        insert.run(key, incarnation, partition, offset, digest, JSON.stringify(record), now)
        const row = stored.get(key)
        return row?.incarnation === incarnation && row.partition === partition && row.offset === offset
      })
    })
  }

  async reject(rejects: readonly Reject[]): Promise<void> {
    const now = Date.now()
    this.#db.write(() => {
      const insert = this.#db.prepare('INSERT INTO rejects VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
      for (const { source, key, reason, value } of rejects) {
        insert.run(source.incarnation, source.partition, source.offset, key, reason, value, now)
      }
    })
  }

  async incarnation(): Promise<string> {
    return this.#db.write(() => {
      const newest = this.#db.prepare('SELECT name FROM incarnations ORDER BY number DESC LIMIT 1').get()
      return newest ? String(newest.name) : this.#addIncarnation()
    })
  }

  async newIncarnation(): Promise<string> {
    return this.#db.write(() => this.#addIncarnation())
  }

  async raiseProgress({ incarnation, partition, next, lastKey }: Progress): Promise<void> {
    this.#db.write(() =>
      this.#db
        .prepare(
          `INSERT INTO progress VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
           SET next = excluded.next, last_key = excluded.last_key WHERE excluded.next > next`,
        )
        .run(incarnation, partition, next, lastKey),
    )
  }

  async progress(incarnation: string): Promise<readonly Progress[]> {
    const rows = this.#db.read(() =>
      this.#db.prepare('SELECT partition, next, last_key FROM progress WHERE incarnation = ?').all(incarnation),
    )
    return rows.map(({ partition, next, last_key: lastKey }) => ({
      incarnation,
      partition: Number(partition),
      next: Number(next),
      lastKey: lastKey === null ? null : String(lastKey),
    }))
  }

  async sum(incarnation: string, cut: Cut): Promise<Increments> {
    return this.#db.read(() => {
      const rows = this.#db
        .prepare(
          `SELECT v.incarnation, v.partition, v.offset, v.record FROM votes v
           JOIN incarnations i ON i.name = v.incarnation
           WHERE i.number <= (SELECT number FROM incarnations WHERE name = ?)`,
        )
        .iterate(incarnation)
      return incrementsOf(below(rows, incarnation, cut))
    })
  }

  async holds(keys: readonly string[]): Promise<readonly boolean[]> {
    return this.#db.read(() => {
      const row = this.#db.prepare('SELECT 1 FROM votes WHERE key = ?')
      return keys.map((key) => row.get(key) !== undefined)
    })
  }

  async *keys(): AsyncGenerator<string, void, undefined> {
    for (let last = ''; ; ) {
      const page = this.#db.read(() =>
        this.#db.prepare('SELECT key FROM votes WHERE key > ? ORDER BY key LIMIT ?').all(last, keysPerPage),
      )
      for (const { key } of page) yield String(key)
      const end = page.at(-1)
      if (!end) return
      last = String(end.key)
    }
  }

  async noteGap({ incarnation, partition, from, to }: Gap): Promise<void> {
    this.#db.write(() =>
      this.#db
        .prepare('INSERT INTO gaps VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING')
        .run(incarnation, partition, from, to),
    )
  }

  async gaps(): Promise<readonly Gap[]> {
    const rows = this.#db.read(() => this.#db.prepare('SELECT * FROM gaps').all())
    return rows.map(({ incarnation, partition, from, to }) => ({
      incarnation: String(incarnation),
      partition: Number(partition),
      from: Number(from),
      to: Number(to),
    }))
  }

  async counts(): Promise<{ votes: number; duplicates: number; unparsable: number }> {
    const row = this.#db.read(() =>
      this.#db
        .prepare(
          `SELECT (SELECT count(*) FROM votes) AS votes,
             (SELECT count(*) FROM rejects WHERE reason = 'duplicate') AS duplicates,
             (SELECT count(*) FROM rejects WHERE reason = 'unparsable') AS unparsable`,
        )
        .get(),
    )
    return {
      votes: Number(row?.votes),
      duplicates: Number(row?.duplicates),
      unparsable: Number(row?.unparsable),
    }
  }

  async close(): Promise<void> {
    this.#db.close()
  }

  #addIncarnation(): string {
    const row = this.#db.prepare('SELECT coalesce(max(number), 0) + 1 AS number FROM incarnations').get()
    const number = Number(row?.number)
    this.#db.prepare('INSERT INTO incarnations (number, name) VALUES (?, ?)').run(number, String(number))
    return String(number)
  }
}

function* below(
  rows: Iterable<Record<string, unknown>>,
  incarnation: string,
  cut: Cut,
): Generator<VoteRecord, void, undefined> {
  for (const row of rows) {
    if (row.incarnation === incarnation && Number(row.offset) >= (cut.get(Number(row.partition)) ?? 0)) continue
    yield JSON.parse(String(row.record)) as VoteRecord
  }
}
