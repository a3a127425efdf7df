import type { LetterFate, Places, RedrivenPlace } from '../ports/letter-book.ts'
import { type Source, sourceOf, sourceText } from '../ports/source.ts'
import type { Database } from './database.ts'

/** The archive's part of redriving. */
export class SqliteLetterBook {
  readonly #db: Database

  constructor(db: Database) {
    this.#db = db
  }

  rejectedForThemselves({ incarnation, partition, from, below }: Places): ReadonlySet<number> {
    const rows = this.#db.read(() =>
      this.#db
        .prepare(
          `SELECT offset FROM rejects r
           WHERE incarnation = ? AND partition = ? AND offset >= ? AND offset < ? AND reason IN ('dead', 'unparsable')
             AND NOT EXISTS (SELECT 1 FROM votes v
               WHERE v.incarnation = r.incarnation AND v.partition = r.partition AND v.offset = r.offset)`,
        )
        .all(incarnation, partition, from, below),
    )
    return new Set(rows.map(({ offset }) => Number(offset)))
  }

  decideFate(letter: Source, fate: LetterFate): LetterFate {
    return this.#db.write(() => {
      const text = sourceText(letter)
      this.#db.prepare('INSERT INTO fates VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(text, fate, Date.now())
      return fateOf(this.#db.prepare('SELECT fate FROM fates WHERE letter = ?').get(text))
    })
  }

  fates(): ReadonlyMap<string, LetterFate> {
    const rows = this.#db.read(() => this.#db.prepare('SELECT letter, fate FROM fates').all())
    return new Map(rows.map((row) => [String(row.letter), fateOf(row)]))
  }

  redriven(): readonly RedrivenPlace[] {
    const select = (table: string) =>
      `SELECT letter, incarnation, partition, offset FROM ${table} WHERE letter IS NOT NULL`
    const rows = this.#db.read(() => this.#db.prepare(`${select('votes')} UNION ALL ${select('rejects')}`).all())
    return rows.flatMap((row) => {
      const letter = sourceOf(String(row.letter))
      const source = {
        incarnation: String(row.incarnation),
        partition: Number(row.partition),
        offset: Number(row.offset),
      }
      return letter ? [{ letter, source }] : []
    })
  }
}

function fateOf(row: Record<string, unknown> | undefined): LetterFate {
  return row?.fate === 'discarded' ? 'discarded' : 'redriven'
}
