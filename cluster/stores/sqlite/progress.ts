import { advanced, noProgress, type Progress, type ProgressJump, type ProgressStep } from '../ports/progress.ts'
import type { Database } from './database.ts'

const rowsBetween =
  'SELECT count(*) AS rows FROM votes WHERE incarnation = ? AND partition = ? AND offset >= ? AND offset < ?'

/** The table `progress`. Each change reads and writes in one transaction. */
export class SqliteProgress {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  /**
   * Completes a table that an older version wrote: it has no `row_count`, and all rows below `next` are there.
   * @throws StoreUnavailable
   */
  complete(): void {
    this.#db.write(() => {
      const column = "SELECT 1 FROM pragma_table_info('progress') WHERE name = 'row_count'"
      if (this.#db.prepare(column).get()) return
      this.#db.prepare('ALTER TABLE progress ADD COLUMN row_count INTEGER NOT NULL DEFAULT 0').run()
      for (const row of this.#db.prepare('SELECT incarnation, partition, next, last_key FROM progress').all()) {
        const found = progressOf({ ...row, row_count: 0 })
        this.#write({ ...found, rows: this.#rows(found, 0, found.next) })
      }
    })
  }

  advance(step: ProgressStep): Progress | undefined {
    return this.#db.write(() => {
      const stands = this.#read(step)
      const moved = advanced(stands, step)
      if (moved && moved !== stands) this.#write(moved)
      return moved
    })
  }

  raise(jump: ProgressJump): Progress {
    return this.#db.write(() => {
      const stands = this.#read(jump)
      if (jump.next <= stands.next) return stands
      const rows = stands.rows + this.#rows(jump, stands.next, jump.next)
      return this.#write({ ...stands, next: jump.next, lastKey: null, rows })
    })
  }

  all(incarnation: string): readonly Progress[] {
    return this.#db.read(() =>
      this.#db.prepare('SELECT * FROM progress WHERE incarnation = ?').all(incarnation).map(progressOf),
    )
  }

  #read(of: ProgressJump | ProgressStep): Progress {
    const select = this.#db.prepare('SELECT * FROM progress WHERE incarnation = ? AND partition = ?')
    const row = select.get(of.incarnation, of.partition)
    return row ? progressOf(row) : noProgress(of)
  }

  #rows({ incarnation, partition }: ProgressJump, from: number, below: number): number {
    return Number(this.#db.prepare(rowsBetween).get(incarnation, partition, from, below)?.rows)
  }

  #write(progress: Progress): Progress {
    const { incarnation, partition, next, lastKey, rows } = progress
    this.#db
      .prepare(
        `INSERT INTO progress (incarnation, partition, next, last_key, row_count) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET next = excluded.next, last_key = excluded.last_key, row_count = excluded.row_count`,
      )
      .run(incarnation, partition, next, lastKey, rows)
    return progress
  }
}

function progressOf(row: Record<string, unknown>): Progress {
  return {
    incarnation: String(row.incarnation),
    partition: Number(row.partition),
    next: Number(row.next),
    lastKey: row.last_key === null ? null : String(row.last_key),
    rows: Number(row.row_count),
  }
}
