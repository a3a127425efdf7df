import { incrementsOf, type VoteRecord } from '@aplauso/proto'
import { SourceTaken } from '../ports/errors.ts'
import type { Progress, ProgressJump, ProgressStep } from '../ports/progress.ts'
import type { ArchiveRow, ArchiveSum, Cut, Gap, Reject, VoteArchive } from '../ports/vote-archive.ts'
import { archiveSchema } from './archive-schema.ts'
import { Database } from './database.ts'
import { SqliteProgress } from './progress.ts'

const keysPerPage = 5_000

/** The embedded archive. */
export class SqliteArchive implements VoteArchive {
  readonly #db: Database
  readonly #progress: SqliteProgress

  private constructor(db: Database) {
    this.#db = db
    this.#progress = new SqliteProgress(db)
    this.#progress.complete()
  }

  static open(folder: string): SqliteArchive {
    return new SqliteArchive(Database.open(folder, 'archive', archiveSchema))
  }

  async insert(rows: readonly ArchiveRow[]): Promise<readonly boolean[]> {
    const now = Date.now()
    const stored = this.#db.write(() => {
      const insert = this.#db.prepare('INSERT INTO votes VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
      const select = this.#db.prepare('SELECT incarnation, partition, offset FROM votes WHERE key = ?')
      return rows.map(({ key, source, digest, record }) => {
        const { incarnation, partition, offset } = source
        insert.run(key, incarnation, partition, offset, digest, JSON.stringify(record), now)
        return { source, row: select.get(key) }
      })
    })
    return stored.map(({ source, row }) => {
      // Neither new nor there: its place in the log is taken by a row with another key.
      if (!row) throw new SourceTaken(source)
      return (
        row.incarnation === source.incarnation && row.partition === source.partition && row.offset === source.offset
      )
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

  async advanceProgress(step: ProgressStep): Promise<Progress | undefined> {
    return this.#progress.advance(step)
  }

  async raiseProgress(jump: ProgressJump): Promise<Progress> {
    return this.#progress.raise(jump)
  }

  async progress(incarnation: string): Promise<readonly Progress[]> {
    return this.#progress.all(incarnation)
  }

  async notePartitions(incarnation: string, partitions: number): Promise<void> {
    this.#db.write(() =>
      this.#db
        .prepare(
          `INSERT INTO partitions VALUES (?, ?) ON CONFLICT DO UPDATE
           SET partitions = excluded.partitions WHERE excluded.partitions > partitions`,
        )
        .run(incarnation, partitions),
    )
  }

  async partitions(incarnation: string): Promise<number | undefined> {
    const row = this.#db.read(() =>
      this.#db.prepare('SELECT partitions FROM partitions WHERE incarnation = ?').get(incarnation),
    )
    return row ? Number(row.partitions) : undefined
  }

  async sum(incarnation: string, cut: Cut, from?: Cut): Promise<ArchiveSum> {
    return this.#db.read(() => {
      const own = this.#db.prepare(
        'SELECT record FROM votes WHERE incarnation = ? AND partition = ? AND offset >= ? AND offset < ?',
      )
      const earlier = this.#db.prepare(
        `SELECT v.record FROM votes v JOIN incarnations i ON i.name = v.incarnation
         WHERE i.number < (SELECT number FROM incarnations WHERE name = ?)`,
      )
      const rows = new Map<number, number>()
      function* records(): Generator<VoteRecord, void, undefined> {
        for (const [partition, below] of cut) {
          let number = 0
          for (const row of own.iterate(incarnation, partition, from?.get(partition) ?? 0, below)) {
            number += 1
            yield recordOf(row)
          }
          rows.set(partition, number)
        }
        if (!from) for (const row of earlier.iterate(incarnation)) yield recordOf(row)
      }
      return { increments: incrementsOf(records()), rows }
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

function recordOf(row: Record<string, unknown>): VoteRecord {
  return JSON.parse(String(row.record)) as VoteRecord
}
