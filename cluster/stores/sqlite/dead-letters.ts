import type { DeadLetter, DeadLetters } from '../ports/dead-letters.ts'
import { Database } from './database.ts'

const schema = `
  CREATE TABLE IF NOT EXISTS letters (
    incarnation TEXT NOT NULL,
    partition INTEGER NOT NULL,
    offset INTEGER NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (incarnation, partition, offset)
  ) WITHOUT ROWID;
`

/** The embedded log of dead letters. */
export class SqliteDeadLetters implements DeadLetters {
  readonly #db: Database

  private constructor(db: Database) {
    this.#db = db
  }

  static open(folder: string): SqliteDeadLetters {
    return new SqliteDeadLetters(Database.open(folder, 'dead', schema))
  }

  async bury(letters: readonly DeadLetter[]): Promise<void> {
    this.#db.write(() => {
      const insert = this.#db.prepare('INSERT INTO letters VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
      for (const { source, key, value, reason } of letters) {
        insert.run(source.incarnation, source.partition, source.offset, key, value, reason)
      }
    })
  }

  async all(): Promise<readonly DeadLetter[]> {
    const rows = this.#db.read(() => this.#db.prepare('SELECT * FROM letters').all())
    return rows.map(({ incarnation, partition, offset, key, value, reason }) => ({
      source: { incarnation: String(incarnation), partition: Number(partition), offset: Number(offset) },
      key: String(key),
      value: String(value),
      reason: String(reason),
    }))
  }

  async close(): Promise<void> {
    this.#db.close()
  }
}
