import type { DeadLetter, DeadLetters } from '../ports/dead-letters.ts'
import { sourceOf, sourceText } from '../ports/source.ts'
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

const columns = [{ table: 'letters', column: 'origin', type: 'TEXT' }]

/** The embedded log of dead letters. */
export class SqliteDeadLetters implements DeadLetters {
  readonly #db: Database

  private constructor(db: Database) {
    this.#db = db
  }

  static open(folder: string): SqliteDeadLetters {
    return new SqliteDeadLetters(Database.open(folder, 'dead', schema, columns))
  }

  async bury(letters: readonly DeadLetter[]): Promise<void> {
    this.#db.write(() => {
      const insert = this.#db.prepare(
        `INSERT INTO letters (incarnation, partition, offset, key, value, reason, origin) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT DO NOTHING`,
      )
      for (const { source, key, value, reason, origin } of letters) {
        const { incarnation, partition, offset } = source
        insert.run(incarnation, partition, offset, key, value, reason, origin ? sourceText(origin) : null)
      }
    })
  }

  async all(): Promise<readonly DeadLetter[]> {
    const rows = this.#db.read(() => this.#db.prepare('SELECT * FROM letters').all())
    return rows.map(letterOf)
  }

  async close(): Promise<void> {
    this.#db.close()
  }
}

function letterOf(row: Record<string, unknown>): DeadLetter {
  const origin = row.origin === null ? undefined : sourceOf(String(row.origin))
  return {
    source: { incarnation: String(row.incarnation), partition: Number(row.partition), offset: Number(row.offset) },
    key: String(row.key),
    value: String(row.value),
    reason: String(row.reason),
    ...(origin ? { origin } : {}),
  }
}
