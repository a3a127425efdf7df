import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { StoreUnavailable } from '../ports/errors.ts'

const busyTimeoutMs = 10_000

/** A column that tables made by an older version lack, and an index on it. */
export interface AddedColumn {
  readonly table: string
  readonly column: string
  readonly type: string
  /** SQL of the index */
  readonly index?: string
}

/**
 * One SQLite file, shared by the processes of this machine: WAL, and synchronous=FULL so that what is committed
 * survives a crash of the machine. Errors of the engine become `StoreUnavailable`.
 */
export class Database {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()

  private constructor(db: DatabaseSync) {
    this.#db = db
  }

  /** Opens `<folder>/<name>.db`, making folder, file, tables and columns where they are missing. */
  static open(folder: string, name: string, schema: string, added: readonly AddedColumn[] = []): Database {
    mkdirSync(folder, { recursive: true })
    const db = new DatabaseSync(join(folder, `${name}.db`), { timeout: busyTimeoutMs })
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    db.exec(schema)
    const opened = new Database(db)
    if (added.length > 0) opened.write(() => opened.#add(added))
    return opened
  }

  /** A prepared statement, kept. */
  prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql)
    if (!statement) {
      statement = this.#db.prepare(sql)
      this.#statements.set(sql, statement)
    }
    return statement
  }

  /** Runs `work` in one transaction that is written whole or not at all. @throws StoreUnavailable */
  write<Result>(work: () => Result): Result {
    return this.#within('BEGIN IMMEDIATE', work)
  }

  /** Runs `work` on one state of the file. @throws StoreUnavailable */
  read<Result>(work: () => Result): Result {
    return this.#within('BEGIN', work)
  }

  close(): void {
    this.#statements.clear()
    if (this.#db.isOpen) this.#db.close()
  }

  /** Other processes may open the file at the same time: what is missing is looked up within the transaction. */
  #add(columns: readonly AddedColumn[]): void {
    for (const { table, column, type, index } of columns) {
      const there = this.#db.prepare('SELECT 1 FROM pragma_table_info(?) WHERE name = ?').get(table, column)
      if (!there) this.#db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`)
      if (index !== undefined) this.#db.exec(index)
    }
  }

  #within<Result>(begin: string, work: () => Result): Result {
    try {
      this.#db.exec(begin)
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw new StoreUnavailable(`SQLite: ${error instanceof Error ? error.message : error}`, { cause: error })
    }
  }
}
