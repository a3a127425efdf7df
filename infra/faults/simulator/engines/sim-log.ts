import { type LogEntry, type LogRecord, StoreUnavailable } from '@aplauso/stores'
import type { Random } from '../../random.ts'

interface Stored extends LogRecord {
  replicated: boolean
}

/** The log: a record is readable, and acknowledged, once enough replicas have it; a leader that dies loses the rest. */
export class SimLog {
  readonly partitionCount: number
  /** next position by partition, as the group committed it */
  readonly committed = new Map<number, number>()
  readonly #random: Random
  readonly #partitions: Stored[][]
  readonly #acksEarly: boolean

  constructor(random: Random, partitionCount: number, acksEarly: boolean) {
    this.#random = random
    this.partitionCount = partitionCount
    this.#acksEarly = acksEarly
    this.#partitions = Array.from({ length: partitionCount }, () => [])
  }

  /** Appends; resolves when enough replicas have all of it. */
  append(entries: readonly LogEntry[]): Promise<void> {
    const stored = entries.map(({ key, value }) => {
      const partition = this.#partition(hash(key) % this.partitionCount)
      const record = { offset: partition.length, key, value, replicated: false }
      partition.push(record)
      return { record, partition }
    })
    return new Promise((resolve, reject) => {
      setTimeout(
        () => {
          const kept = stored.filter(({ record, partition }) => partition[record.offset] === record)
          // Followers fetch in order: who has a record has all before it.
          for (const { record, partition } of kept) {
            for (const earlier of partition.slice(0, record.offset + 1)) earlier.replicated = true
          }
          if (kept.length === stored.length) resolve()
          else reject(new StoreUnavailable('the leader changed'))
        },
        this.#random.between(1, 60),
      )
      if (this.#acksEarly) resolve()
    })
  }

  /** The leader dies: what its followers do not have is gone. */
  loseLeader(): void {
    for (const partition of this.#partitions) partition.splice(this.#end(partition))
  }

  read(partition: number, first: number, limit: number): LogRecord[] {
    const records = this.#partition(partition)
    return records.slice(first, Math.min(this.#end(records), first + limit))
  }

  end(partition: number): number {
    return this.#end(this.#partition(partition))
  }

  /** All keys that stand in the log for good. */
  keys(): Set<string> {
    return new Set(this.#partitions.flatMap((records) => records.slice(0, this.#end(records)).map(({ key }) => key)))
  }

  #partition(partition: number): Stored[] {
    const records = this.#partitions[partition]
    if (!records) throw new Error(`there is no partition ${partition}`)
    return records
  }

  #end(records: readonly Stored[]): number {
    const waiting = records.findIndex(({ replicated }) => !replicated)
    return waiting === -1 ? records.length : waiting
  }
}

function hash(text: string): number {
  let sum = 7
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) >>> 0
  return sum
}
