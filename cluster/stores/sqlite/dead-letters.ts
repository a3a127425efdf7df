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
  CREATE TABLE IF NOT EXISTS origins (letter TEXT PRIMARY KEY, origin TEXT NOT NULL) WITHOUT ROWID;
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
      const note = this.#db.prepare('INSERT INTO origins VALUES (?, ?) ON CONFLICT DO NOTHING')
      for (const { source, key, value, reason, origin } of letters) {
        insert.run(source.incarnation, source.partition, source.offset, key, value, reason)
        if (origin) note.run(sourceText(source), sourceText(origin))
      }
    })
  }

  async all(): Promise<readonly DeadLetter[]> {
    return this.#db.read(() => {
      const rows = this.#db.prepare('SELECT letter, origin FROM origins').all()
      const origins = new Map(rows.map(({ letter, origin }) => [String(letter), String(origin)]))
      return this.#db
        .prepare('SELECT * FROM letters')
        .all()
        .map((row) => letterOf(row, origins))
    })
  }

  async close(): Promise<void> {
    this.#db.close()
  }
}

function letterOf(row: Record<string, unknown>, origins: ReadonlyMap<string, string>): DeadLetter {
  const source = { incarnation: String(row.incarnation), partition: Number(row.partition), offset: Number(row.offset) }
  const origin = sourceOf(origins.get(sourceText(source)) ?? '')
  return {
    source,
    key: String(row.key),
    value: String(row.value),
    reason: String(row.reason),
    ...(origin ? { origin } : {}),
  }
}
