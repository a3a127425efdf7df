import { type LogEntry, type LogRecord, StoreUnavailable } from '@aplauso/stores'

interface Stored extends LogRecord {
  /** when enough replicas had it (Unix ms) */
  replicatedAtMs: number | undefined
}

/** One partition of the log: a record is readable once enough replicas have it, and so is all that lies before it. */
export class SimPartition {
  leader: number
  #start = 0
  readonly #records: Stored[] = []

  constructor(leader: number) {
    this.leader = leader
  }

  /** The first offset still there. */
  get start(): number {
    return this.#start
  }

  /** The next offset that readers do not see yet. */
  get end(): number {
    const waiting = this.#records.findIndex(({ replicatedAtMs }) => replicatedAtMs === undefined)
    return this.#start + (waiting === -1 ? this.#records.length : waiting)
  }

  append(entries: readonly LogEntry[]): readonly LogRecord[] {
    return entries.map((entry) => {
      const record = { ...entry, offset: this.#start + this.#records.length, replicatedAtMs: undefined }
      this.#records.push(record)
      return record
    })
  }

  /** Enough replicas have the records. @throws StoreUnavailable where some are gone */
  replicate(records: readonly LogRecord[]): void {
    const kept = records.filter((record) => this.#records[record.offset - this.#start] === record)
    // Followers fetch in order: who has a record has all before it.
    const upTo = Math.max(-1, ...kept.map(({ offset }) => offset))
    for (const stored of this.#records) if (stored.offset <= upTo) stored.replicatedAtMs ??= Date.now()
    if (kept.length < records.length) throw new StoreUnavailable('the leader changed')
  }

  read(first: number, limit: number): LogRecord[] {
    const from = first - this.#start
    return from < 0 ? [] : this.#records.slice(from, Math.min(this.end - this.#start, from + limit))
  }

  /** Since when the record at a position can be read (Unix ms); undefined where there is none. */
  waitingSinceMs(position: number): number | undefined {
    return this.#records[position - this.#start]?.replicatedAtMs
  }

  /** All that readers see. */
  readable(): readonly LogRecord[] {
    return this.read(this.#start, this.#records.length)
  }

  /** Another replica leads: what only the old leader had is gone. */
  lead(leader: number): void {
    this.leader = leader
    this.#records.splice(this.end - this.#start)
  }

  /** Retention: what lies before `start` is deleted. Returns the deleted records. */
  deleteBefore(start: number): readonly LogRecord[] {
    const deleted = this.#records.splice(0, start - this.#start)
    this.#start = start
    return deleted
  }

  /** An unclean election or a lost disk: the last records are gone, although they were acknowledged. Returns them. */
  loseTail(count: number): readonly LogRecord[] {
    this.#records.splice(this.end - this.#start)
    return this.#records.splice(Math.max(0, this.#records.length - count))
  }
}
