import type { Increments } from '@aplauso/proto'
import { type Collection, MongoClient } from 'mongodb'
import type { ArchiveRow, Cut, Gap, Progress, Reject, VoteArchive } from '../ports/vote-archive.ts'
import { countDocuments } from './count.ts'
import { isSameSource, type RejectDocument, rejectDocument, type VoteDocument, voteDocument } from './documents.ts'
import { type Engine, engineOf } from './engine.ts'
import { asking, unavailable } from './fault.ts'
import { insertUnordered } from './insert.ts'
import { ProgressBook } from './progress.ts'
import { sumRows } from './sum.ts'
import { viewIndexes } from './view-filter.ts'

export interface MongoArchiveOptions {
  readonly uri: string
  /** `aplauso` unless given. */
  readonly database?: string
  readonly appName?: string
}

const connectTimeoutMs = 3_000
/** Beyond the write concern's own time: the server's answer says more than a closed socket. */
const socketTimeoutMs = 10_000
const majorityTimeoutMs = 5_000
/** A request must be done well within the socket's time, also on a slow server with a long backlog before it. */
const rowsPerRequest = 200
const readsAtOnce = 8
const cursorBatch = 5_000

/** What is answered must be true after any single crash, whatever the URI says. */
const durable = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: majorityTimeoutMs },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
} as const

/** The archive in MongoDB, or in any server that speaks its protocol: only what FerretDB 1.24 knows too is used. */
export class MongoArchive implements VoteArchive {
  readonly #client: MongoClient
  readonly #votes: Collection<VoteDocument>
  readonly #rejects: Collection<RejectDocument>
  readonly #book: ProgressBook
  #knownEngine: Engine | undefined

  /**
   * Connects when something is first asked.
   * @throws the driver's MongoParseError where the URI is none; its message may repeat the URI with its password
   */
  constructor({ uri, database = 'aplauso', appName = 'aplauso' }: MongoArchiveOptions) {
    this.#client = new MongoClient(uri, {
      ...durable,
      appName,
      connectTimeoutMS: connectTimeoutMs,
      serverSelectionTimeoutMS: connectTimeoutMs,
      socketTimeoutMS: socketTimeoutMs,
      waitQueueTimeoutMS: connectTimeoutMs,
      retryReads: true,
      retryWrites: true,
    })
    const db = this.#client.db(database)
    this.#votes = db.collection('votes', durable)
    this.#rejects = db.collection('rejects', durable)
    this.#book = new ProgressBook(db.collection('progress', durable))
  }

  /** Connects, and makes the indexes that are missing. @throws StoreUnavailable with the driver's error as its `cause` */
  async connect(): Promise<void> {
    await asking(async () => {
      await this.#client.connect()
      // A record stands at one place of the log, so a place has one row.
      await this.#votes.createIndex(
        { 'source.incarnation': 1, 'source.partition': 1, 'source.offset': 1 },
        { unique: true },
      )
      // FerretDB finds nothing by them, and takes most of its time to write them.
      if ((await this.#engine()).engine === 'FerretDB') return
      await this.#rejects.createIndex({ reason: 1 })
      for (const index of viewIndexes('record')) await this.#votes.createIndex(index)
      for (const index of viewIndexes('vote')) await this.#rejects.createIndex(index)
    })
  }

  async insert(rows: readonly ArchiveRow[]): Promise<readonly boolean[]> {
    const counts: boolean[] = []
    for (const some of pieces(rows)) counts.push(...(await this.#insertSome(some)))
    return counts
  }

  async reject(rejects: readonly Reject[]): Promise<void> {
    const now = new Date()
    for (const some of pieces(rejects)) {
      await asking(() =>
        insertUnordered(
          this.#rejects,
          some.map((reject) => rejectDocument(reject, now)),
        ),
      )
    }
  }

  incarnation(): Promise<string> {
    return asking(() => this.#book.incarnation())
  }

  newIncarnation(): Promise<string> {
    return asking(() => this.#book.newIncarnation())
  }

  raiseProgress(progress: Progress): Promise<void> {
    return asking(() => this.#book.raise(progress))
  }

  progress(incarnation: string): Promise<readonly Progress[]> {
    return asking(() => this.#book.progress(incarnation))
  }

  async sum(incarnation: string, cut: Cut): Promise<Increments> {
    return asking(async () => {
      const known = await this.#book.incarnations()
      const number = known.find(({ name }) => name === incarnation)?.number ?? 0
      const earlier = new Set(known.filter((one) => one.number < number).map(({ name }) => name))
      const rows = this.#votes.find({}, { projection: { source: 1, record: 1 }, batchSize: cursorBatch })
      return sumRows(rows, incarnation, earlier, cut)
    })
  }

  async holds(keys: readonly string[]): Promise<readonly boolean[]> {
    return asking(async () => {
      const stored = await this.#read(keys, { _id: 1 })
      return keys.map((key) => stored.has(key))
    })
  }

  async *keys(): AsyncGenerator<string, void, undefined> {
    try {
      for await (const { _id } of this.#votes.find({}, { projection: { _id: 1 }, batchSize: cursorBatch })) yield _id
    } catch (error) {
      throw unavailable(error)
    }
  }

  noteGap(gap: Gap): Promise<void> {
    return asking(() => this.#book.noteGap(gap))
  }

  gaps(): Promise<readonly Gap[]> {
    return asking(() => this.#book.gaps())
  }

  async counts(): Promise<{ votes: number; duplicates: number; unparsable: number }> {
    return asking(async () => {
      const { engine } = await this.#engine()
      return countDocuments(engine, this.#votes, this.#rejects)
    })
  }

  async close(): Promise<void> {
    await this.#client.close()
  }

  async #engine(): Promise<Engine> {
    this.#knownEngine ??= await engineOf(this.#client)
    return this.#knownEngine
  }

  async #insertSome(rows: readonly ArchiveRow[]): Promise<readonly boolean[]> {
    const now = new Date()
    const documents = rows.map((row) => voteDocument(row, now))
    const there = await insertUnordered(this.#votes, documents)
    const counts = rows.map(() => true)
    await asking(async () => {
      const stored = await this.#read(
        there.map((at) => rows[at]?.key ?? ''),
        { source: 1 },
      )
      for (const at of there) {
        const row = rows[at]
        const winner = row && stored.get(row.key)
        // Its place in the log is taken by a row with another key: this is not the log that was read before.
        if (!winner)
          throw new Error(`the row of a record of partition ${row?.source.partition} is neither new nor there`)
        counts[at] = isSameSource(winner.source, row.source)
      }
    })
    return counts
  }

  /**
   * The rows under these keys. One question a key: FerretDB finds a single `_id` by index, and reads through everything for
   * several in one question.
   */
  async #read(keys: readonly string[], projection: object): Promise<ReadonlyMap<string, VoteDocument>> {
    const rows = new Map<string, VoteDocument>()
    const left = new Set(keys)
    const ask = async () => {
      for (const key of left) {
        left.delete(key)
        const row = await this.#votes.findOne({ _id: key }, { projection })
        if (row) rows.set(key, row)
      }
    }
    await Promise.all(Array.from({ length: Math.min(readsAtOnce, left.size) }, ask))
    return rows
  }
}

function* pieces<Item>(items: readonly Item[]): Generator<readonly Item[], void, undefined> {
  for (let at = 0; at < items.length; at += rowsPerRequest) yield items.slice(at, at + rowsPerRequest)
}
