import { type Collection, MongoClient } from 'mongodb'
import { RowsRefused, SourceTaken } from '../ports/errors.ts'
import type { LetterFate, Places, RedrivenPlace } from '../ports/letter-book.ts'
import type { Progress, ProgressJump, ProgressStep } from '../ports/progress.ts'
import { isSameSource, type Source } from '../ports/source.ts'
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
import { countDocuments, countRowsOf } from './count.ts'
import { type FateDocument, type RejectDocument, rejectDocument, type VoteDocument, voteDocument } from './documents.ts'
import { type Engine, engineOf } from './engine.ts'
import { insertOrRefuse, insertUnordered } from './insert.ts'
import { LastingClient } from './lasting-client.ts'
import { MongoLetterBook } from './letter-book.ts'
import { PartitionProgress } from './partition-progress.ts'
import { ProgressBook } from './progress.ts'
import { allRows, rowsByIndex, sourceIndex, sumRows } from './sum.ts'
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

/** What questions are asked of. */
interface Use {
  readonly client: MongoClient
  readonly votes: Collection<VoteDocument>
  readonly rejects: Collection<RejectDocument>
  readonly fates: Collection<FateDocument>
  readonly book: ProgressBook
}

/** The archive in MongoDB, or in any server that speaks its protocol: only what FerretDB 1.24 knows too is used. */
export class MongoArchive implements VoteArchive {
  readonly #client: LastingClient<Use>
  readonly #progress: PartitionProgress
  readonly #letters: MongoLetterBook
  #knownEngine: Engine | undefined

  /**
   * Connects when something is first asked.
   * @throws the driver's MongoParseError where the URI is none; its message may repeat the URI with its password
   */
  constructor({ uri, database = 'aplauso', appName = 'aplauso' }: MongoArchiveOptions) {
    const make = () =>
      new MongoClient(uri, {
        ...durable,
        appName,
        connectTimeoutMS: connectTimeoutMs,
        serverSelectionTimeoutMS: connectTimeoutMs,
        socketTimeoutMS: socketTimeoutMs,
        waitQueueTimeoutMS: connectTimeoutMs,
        retryReads: true,
        retryWrites: true,
      })
    this.#client = new LastingClient(make, (client) => {
      const db = client.db(database)
      return {
        client,
        votes: db.collection('votes', durable),
        rejects: db.collection('rejects', durable),
        fates: db.collection('fates', durable),
        book: new ProgressBook(db.collection('progress', durable)),
      }
    })
    const countRows = countRowsOf(() => this.#engine(), this.#client)
    this.#progress = new PartitionProgress(this.#client, countRows)
    this.#letters = new MongoLetterBook(this.#client, () => this.#engine())
  }

  /** Connects, and makes the indexes that are missing. @throws StoreUnavailable with the driver's error as its `cause` */
  async connect(): Promise<void> {
    await this.#client.ask(async ({ votes }) => {
      // A record lies at one place of the log, so a place has one row.
      await votes.createIndex(sourceIndex, { unique: true })
    })
    // FerretDB finds nothing by them, and takes most of its time to write them.
    if ((await this.#engine()) === 'FerretDB') return
    await this.#client.ask(({ rejects }) => rejects.createIndex({ reason: 1 }))
    await this.#client.ask(({ votes }) => votes.createIndex({ letter: 1 }, { sparse: true }))
    await this.#client.ask(({ rejects }) => rejects.createIndex({ letter: 1 }, { sparse: true }))
    for (const index of viewIndexes('record')) await this.#client.ask(({ votes }) => votes.createIndex(index))
    for (const index of viewIndexes('vote')) await this.#client.ask(({ rejects }) => rejects.createIndex(index))
  }

  async insert(rows: readonly ArchiveRow[]): Promise<readonly boolean[]> {
    const counts: boolean[] = []
    const refused: number[] = []
    for (const some of pieces(rows)) {
      const inserted = await this.#insertSome(some)
      refused.push(...inserted.refused.map((at) => counts.length + at))
      counts.push(...inserted.counts)
    }
    if (refused.length > 0) throw new RowsRefused(refused)
    return counts
  }

  async reject(records: readonly Reject[]): Promise<void> {
    const now = new Date()
    for (const some of pieces(records)) {
      const documents = some.map((reject) => rejectDocument(reject, now))
      await this.#client.ask(({ rejects }) => insertUnordered(rejects, documents))
    }
  }

  /** FerretDB would read through all rejects for each batch: there only batches that were archived before are looked at. */
  async rejectedForThemselves(places: Places): Promise<ReadonlySet<number>> {
    if ((await this.#engine()) === 'FerretDB') {
      const stands = await this.#client.ask(({ book }) => book.progress(places.incarnation))
      const isAhead = ({ partition, next }: { partition: number; next: number }) =>
        partition === places.partition && next > places.from
      if (!stands.some(isAhead)) return new Set()
    }
    return this.#letters.rejectedForThemselves(places)
  }

  decideFate(letter: Source, fate: LetterFate): Promise<LetterFate> {
    return this.#letters.decideFate(letter, fate)
  }

  fates(): Promise<ReadonlyMap<string, LetterFate>> {
    return this.#letters.fates()
  }

  redriven(): Promise<readonly RedrivenPlace[]> {
    return this.#letters.redriven()
  }

  incarnation(): Promise<string> {
    return this.#client.ask(({ book }) => book.incarnation())
  }

  newIncarnation(): Promise<string> {
    return this.#client.ask(({ book }) => book.newIncarnation())
  }

  advanceProgress(step: ProgressStep): Promise<Progress | undefined> {
    return this.#progress.advance(step)
  }

  raiseProgress(jump: ProgressJump): Promise<Progress> {
    return this.#progress.raise(jump)
  }

  progress(incarnation: string): Promise<readonly Progress[]> {
    return this.#progress.all(incarnation)
  }

  notePartitions(incarnation: string, partitions: number): Promise<void> {
    return this.#client.ask(({ book }) => book.notePartitions(incarnation, partitions))
  }

  partitions(incarnation: string): Promise<number | undefined> {
    return this.#client.ask(({ book }) => book.partitions(incarnation))
  }

  async sum(incarnation: string, cut: Cut, from?: Cut, pause?: Pause): Promise<ArchiveSum> {
    const known = await this.#client.ask(({ book }) => book.incarnations())
    const number = known.find(({ name }) => name === incarnation)?.number ?? 0
    const earlier = from ? [] : known.filter((one) => one.number < number).map(({ name }) => name)
    const summed = { incarnation, earlier: new Set(earlier), below: cut, from, pause }
    const rows = (await this.#engine()) === 'MongoDB' ? rowsByIndex(this.#client, summed) : allRows(this.#client)
    return sumRows(rows, summed)
  }

  async holds(keys: readonly string[]): Promise<readonly boolean[]> {
    const stored = await this.#read(keys, { _id: 1 })
    return keys.map((key) => stored.has(key))
  }

  async *keys(): AsyncGenerator<string, void, undefined> {
    const options = { projection: { _id: 1 }, batchSize: cursorBatch }
    for await (const { _id } of this.#client.read(({ votes }) => votes.find({}, options))) yield _id
  }

  noteGap(gap: Gap): Promise<void> {
    return this.#client.ask(({ book }) => book.noteGap(gap))
  }

  gaps(): Promise<readonly Gap[]> {
    return this.#client.ask(({ book }) => book.gaps())
  }

  async counts(): Promise<ArchiveCounts> {
    return countDocuments(await this.#engine(), this.#client)
  }

  async close(): Promise<void> {
    await this.#client.close()
  }

  async #engine(): Promise<Engine['engine']> {
    this.#knownEngine ??= await this.#client.ask(({ client }) => engineOf(client))
    return this.#knownEngine.engine
  }

  async #insertSome(rows: readonly ArchiveRow[]): Promise<{ counts: readonly boolean[]; refused: readonly number[] }> {
    const now = new Date()
    const documents = rows.map((row) => voteDocument(row, now))
    const { there, refused } = await this.#client.ask(({ votes }) => insertOrRefuse(votes, documents))
    const counts = rows.map(() => true)
    const stored = await this.#read(
      there.map((at) => rows[at]?.key ?? ''),
      { source: 1 },
    )
    for (const at of there) {
      const row = rows[at]
      if (!row) continue
      const winner = stored.get(row.key)
      // Neither new nor there: its place in the log is taken by a row with another key.
      if (!winner) throw new SourceTaken(row.source)
      counts[at] = isSameSource(winner.source, row.source)
    }
    return { counts, refused }
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
        const row = await this.#client.ask(({ votes }) => votes.findOne({ _id: key }, { projection }))
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
