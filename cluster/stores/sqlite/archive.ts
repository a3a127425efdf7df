import { archivedRecord } from '@aplauso/proto'
import { SourceTaken } from '../ports/errors.ts'
import type { LetterFate, Places, RedrivenPlace } from '../ports/letter-book.ts'
import type { Progress, ProgressJump, ProgressStep } from '../ports/progress.ts'
import type { Source } from '../ports/source.ts'
import type {
  ArchiveCounts,
  ArchiveRow,
  ArchiveSum,
  Cut,
  Gap,
  Pause,
  Reject,
  VoteArchive,
} from '../ports/vote-archive.ts'
import { archiveSchema } from './archive-schema.ts'
import { countInPieces } from './count.ts'
import { Database } from './database.ts'
import { holdsInPieces, keysInPieces } from './keys.ts'
import { SqliteLetterBook } from './letter-book.ts'
import { SqliteProgress } from './progress.ts'
import { sumInPieces } from './sum.ts'

/** The embedded archive. */
export class SqliteArchive implements VoteArchive {
  readonly #db: Database
  readonly #progress: SqliteProgress

  readonly #letters: SqliteLetterBook

  private constructor(db: Database) {
    this.#db = db
    this.#progress = new SqliteProgress(db)
    this.#progress.complete()
    this.#letters = new SqliteLetterBook(db)
  }

  static open(folder: string): SqliteArchive {
    return new SqliteArchive(Database.open(folder, 'archive', archiveSchema))
  }

  async insert(rows: readonly ArchiveRow[]): Promise<readonly boolean[]> {
    const now = Date.now()
    const stored = this.#db.write(() => {
      const insert = this.#db.prepare('INSERT INTO votes VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
      const select = this.#db.prepare('SELECT incarnation, partition, offset FROM votes WHERE key = ?')
      return rows.map(({ key, source, digest, record, redriven }) => {
        const { incarnation, partition, offset } = source
        insert.run(key, incarnation, partition, offset, digest, JSON.stringify(archivedRecord(record)), now)
        const row = select.get(key)
        const counts = row?.incarnation === incarnation && row.partition === partition && row.offset === offset
        if (counts) this.#letters.note(source, redriven)
        return { source, isThere: row !== undefined, counts }
      })
    })
    return stored.map(({ source, isThere, counts }) => {
      // Neither new nor there: its place in the log is taken by a row with another key.
      if (!isThere) throw new SourceTaken(source)
      return counts
    })
  }

  async reject(rejects: readonly Reject[]): Promise<void> {
    const now = Date.now()
    this.#db.write(() => {
      const insert = this.#db.prepare('INSERT INTO rejects VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING')
      for (const { source, key, reason, value, redriven } of rejects) {
        insert.run(source.incarnation, source.partition, source.offset, key, reason, value, now)
        this.#letters.note(source, redriven)
      }
    })
  }

  async rejectedForThemselves(places: Places): Promise<ReadonlySet<number>> {
    return this.#letters.rejectedForThemselves(places)
  }

  async decideFate(letter: Source, fate: LetterFate): Promise<LetterFate> {
    return this.#letters.decideFate(letter, fate)
  }

  async fates(): Promise<ReadonlyMap<string, LetterFate>> {
    return this.#letters.fates()
  }

  async redriven(): Promise<readonly RedrivenPlace[]> {
    return this.#letters.redriven()
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

  sum(incarnation: string, cut: Cut, from?: Cut, pause?: Pause): Promise<ArchiveSum> {
    return sumInPieces(this.#db, { incarnation, cut, from, pause })
  }

  holds(keys: readonly string[]): Promise<readonly boolean[]> {
    return holdsInPieces(this.#db, keys)
  }

  keys(): AsyncGenerator<string, void, undefined> {
    return keysInPieces(this.#db)
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

  counts(): Promise<ArchiveCounts> {
    return countInPieces(this.#db)
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
