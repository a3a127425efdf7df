import type { LetterFate, Places, RedrivenPlace } from '../ports/letter-book.ts'
import { type Redriven, type Source, sourceText } from '../ports/source.ts'
import type { Database } from './database.ts'
import { redrivenMember, redrivenTexts } from './redriven.ts'

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

  /** Notes where a record comes from whose row or reject is being written. */
  note({ incarnation, partition, offset }: Source, redriven: Redriven | undefined): void {
    if (!redriven) return
    const insert = this.#db.prepare('INSERT INTO redriven VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
    insert.run(incarnation, partition, offset, ...redrivenTexts(redriven))
  }

  redriven(): readonly RedrivenPlace[] {
    const rows = this.#db.read(() => this.#db.prepare('SELECT * FROM redriven').all())
    return rows.flatMap((row) => {
      const { redriven } = redrivenMember(row)
      const [incarnation, partition, offset] = [String(row.incarnation), Number(row.partition), Number(row.offset)]
      return redriven ? [{ letter: redriven.letter, source: { incarnation, partition, offset } }] : []
    })
  }
}

function fateOf(row: Record<string, unknown> | undefined): LetterFate {
  return row?.fate === 'discarded' ? 'discarded' : 'redriven'
}
