import { setTimeout as sleep } from 'node:timers/promises'
import {
  type LogBatch,
  type LogHandler,
  type LogRecord,
  plannedPartitions,
  type VoteLogConsumer,
} from '../ports/vote-log.ts'
import { Database } from './database.ts'
import { logSchema } from './log-schema.ts'
import { redrivenMember } from './redriven.ts'

const pollMs = 20
const retryMs = 500
const batchRecords = 1_000

/** The embedded log's reading side. It owns every partition: the embedded default runs one consumer. */
export class SqliteConsumer implements VoteLogConsumer {
  readonly #db: Database
  readonly #positions = new Map<number, number>()
  readonly #stop = new AbortController()
  #fail: (error: Error) => void = () => {}
  #loop: Promise<void> = Promise.resolve()
  readonly crashed = new Promise<Error>((resolve) => {
    this.#fail = resolve
  })

  private constructor(db: Database) {
    this.#db = db
  }

  static open(folder: string): SqliteConsumer {
    return new SqliteConsumer(Database.open(folder, 'log', logSchema))
  }

  async start(handler: LogHandler): Promise<void> {
    const committed = this.#db.prepare('SELECT next FROM group_offsets WHERE partition = ?')
    for (let partition = 0; partition < plannedPartitions; partition += 1) {
      this.#positions.set(partition, Number(committed.get(partition)?.next ?? (await this.bounds(partition)).start))
    }
    handler.assigned([...this.#positions.keys()])
    this.#loop = this.#run(handler).catch((error) =>
      this.#fail(error instanceof Error ? error : new Error(String(error))),
    )
  }

  seek(partition: number, position: number): void {
    this.#positions.set(partition, position)
  }

  async commit(partition: number, position: number): Promise<void> {
    this.#db.write(() =>
      this.#db
        .prepare('INSERT INTO group_offsets VALUES (?, ?) ON CONFLICT (partition) DO UPDATE SET next = excluded.next')
        .run(partition, position),
    )
  }

  async partitions(): Promise<number> {
    return plannedPartitions
  }

  async bounds(partition: number): Promise<{ start: number; end: number }> {
    const row = this.#db.read(() =>
      this.#db
        .prepare(
          `SELECT (SELECT min(offset) FROM records WHERE partition = ?1) AS start,
             (SELECT max(offset) + 1 FROM records WHERE partition = ?1) AS end`,
        )
        .get(partition),
    )
    return { start: Number(row?.start ?? 0), end: Number(row?.end ?? 0) }
  }

  async recordAt(partition: number, offset: number): Promise<LogRecord | undefined> {
    return this.#read(partition, offset, offset + 1, 1)[0]
  }

  async hasRecords(partition: number, from: number): Promise<boolean> {
    return this.#read(partition, from, Number.MAX_SAFE_INTEGER, 1).length > 0
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#loop
    this.#db.close()
  }

  async #run(handler: LogHandler): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const outcomes = await Promise.all(
        [...this.#positions].map(([partition, first]) => this.#step(handler, partition, first)),
      )
      const pauseMs = outcomes.includes('failed') ? retryMs : outcomes.includes('moved') ? 0 : pollMs
      if (pauseMs > 0) await sleep(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => {})
      else await sleep(0)
    }
  }

  async #step(handler: LogHandler, partition: number, first: number): Promise<'moved' | 'idle' | 'failed'> {
    const records = this.#read(partition, first, Number.MAX_SAFE_INTEGER, batchRecords)
    const last = records.at(-1)
    if (!last) return 'idle'
    const { end } = await this.bounds(partition)
    const batch: LogBatch = { partition, first, next: last.offset + 1, end, records }
    try {
      const next = await handler.batch(batch)
      // A seek during the batch wins: it was asked for later than this position was read.
      if (this.#positions.get(partition) === first) this.#positions.set(partition, next)
      return 'moved'
    } catch {
      return 'failed'
    }
  }

  #read(partition: number, first: number, below: number, limit: number): LogRecord[] {
    const rows = this.#db.read(() =>
      this.#db
        .prepare(
          `SELECT offset, key, value, origin, letter FROM records LEFT JOIN redriven USING (partition, offset)
           WHERE partition = ? AND offset >= ? AND offset < ? ORDER BY offset LIMIT ?`,
        )
        .all(partition, first, below, limit),
    )
    return rows.map((row) => ({
      offset: Number(row.offset),
      key: String(row.key),
      value: String(row.value),
      ...redrivenMember(row),
    }))
  }
}
