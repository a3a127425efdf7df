import { setImmediate as yieldToOthers } from 'node:timers/promises'
import type { AppendResult } from '@aplauso/proto'
import { Batcher, type OnFailure } from '../batcher/index.ts'
import type { LogEntry, VoteLogProducer } from '../ports/vote-log.ts'
import { Database } from './database.ts'
import { logSchema, partitionOf } from './log-schema.ts'
import { redrivenTexts } from './redriven.ts'

/** How long batches are written one after the other before others have their turn. */
const longestTurnMs = 20
/** How long after a failed write the file is tried again, if no vote does so. */
const retryMs = 1_000

/** The embedded log's writing side: records of many callers share one committed transaction. */
export class SqliteProducer implements VoteLogProducer {
  readonly #db: Database
  readonly #batcher: Batcher<LogEntry>
  /** when a write last failed, unless one has succeeded since */
  #failedAtMs: number | undefined
  #turnMs = performance.now()

  private constructor(db: Database, onFailure?: OnFailure<LogEntry>) {
    this.#db = db
    this.#batcher = new Batcher<LogEntry>({
      append: async (entries) => {
        await this.#takeTurns()
        this.#append(entries)
        return { results: entries.map(() => 'accepted') }
      },
      onFailure,
      sizeOf: ({ key, value }) => key.length + value.length,
      lingerMs: 5,
      maxBatchRecords: 2_000,
      maxBatchBytes: 2 * 1024 * 1024,
      maxQueueRecords: 20_000,
      maxQueueBytes: 32 * 1024 * 1024,
      batchTimeoutMs: 30_000,
    })
  }

  /** @param onFailure called with records that were not accepted, and why */
  static open(folder: string, onFailure?: OnFailure<LogEntry>): SqliteProducer {
    return new SqliteProducer(Database.open(folder, 'log', logSchema), onFailure)
  }

  append(entry: LogEntry): Promise<AppendResult> {
    return this.#batcher.append(entry)
  }

  /** Callers stay away from a server that is down, so a write without votes finds out whether the file takes any again. */
  isUp(): boolean {
    if (this.#failedAtMs === undefined) return true
    if (performance.now() - this.#failedAtMs < retryMs) return false
    try {
      this.#write(() => this.#db.prepare('PRAGMA user_version = 0').run())
      return true
    } catch {
      return false
    }
  }

  async close(): Promise<void> {
    await this.#batcher.close()
    this.#db.close()
  }

  /** SQLite writes in this thread: while a long queue is written, batch after batch, callers must be heard. */
  async #takeTurns(): Promise<void> {
    if (performance.now() - this.#turnMs < longestTurnMs) return
    await yieldToOthers()
    this.#turnMs = performance.now()
  }

  #append(entries: readonly LogEntry[]): void {
    this.#write(() => {
      const end = this.#db.prepare('SELECT coalesce(max(offset) + 1, 0) AS end FROM records WHERE partition = ?')
      const insert = this.#db.prepare('INSERT INTO records (partition, offset, key, value) VALUES (?, ?, ?, ?)')
      const note = this.#db.prepare('INSERT OR REPLACE INTO redriven VALUES (?, ?, ?, ?)')
      const ends = new Map<number, number>()
      for (const { key, value, redriven } of entries) {
        const partition = partitionOf(key)
        const offset = ends.get(partition) ?? Number(end.get(partition)?.end)
        insert.run(partition, offset, key, value)
        if (redriven) note.run(partition, offset, ...redrivenTexts(redriven))
        ends.set(partition, offset + 1)
      }
    })
  }

  #write(work: () => void): void {
    try {
      this.#db.write(work)
      this.#failedAtMs = undefined
    } catch (error) {
      this.#failedAtMs = performance.now()
      throw error
    }
  }
}
