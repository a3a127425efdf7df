import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { messageOf } from '@aplauso/process/portable'
import { StoreUnavailable } from '../ports/errors.ts'

const busyTimeoutMs = 10_000

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

  /** Opens `<folder>/<name>.db`, making folder, file and tables where they are missing. */
  static open(folder: string, name: string, schema: string): Database {
    mkdirSync(folder, { recursive: true })
    const db = new DatabaseSync(join(folder, `${name}.db`), { timeout: busyTimeoutMs })
    db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
    db.exec(schema)
    return new Database(db)
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

  #within<Result>(begin: string, work: () => Result): Result {
    try {
      this.#db.exec(begin)
      const result = work()
      this.#db.exec('COMMIT')
      return result
    } catch (error) {
      if (this.#db.isOpen && this.#db.isTransaction) this.#db.exec('ROLLBACK')
      throw new StoreUnavailable(`SQLite: ${messageOf(error)}`, { cause: error })
    }
  }
}
