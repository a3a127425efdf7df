import { MongoClient } from 'mongodb'
import type { Cut } from '../ports/vote-archive.ts'
import type { ArchivedVote, Stretch, StretchQuery, VoteLogView } from '../ports/vote-log-view.ts'
import { type Engine, engineOf } from './engine.ts'
import { asking } from './fault.ts'
import { ProgressBook } from './progress.ts'
import { readAtOnce } from './view-at-once.ts'
import { planByIndex, readByIndex } from './view-by-index.ts'
import type { ViewCollections } from './view-query.ts'

export interface MongoVoteLogViewOptions {
  readonly uri: string
  /** `aplauso` unless given. */
  readonly database?: string
  readonly appName?: string
  /** connections kept at most */
  readonly poolSize?: number
}

const connectTimeoutMs = 3_000
/** Beyond a question's own time (8 s): the server's answer says more than a closed socket. */
const socketTimeoutMs = 10_000
/** A page asks each partition for votes and for duplicates: 24 short questions, a few at a time. */
const defaultPoolSize = 8
const waitQueueTimeoutMs = 12_000

/** Only what the majority has: what was shown cannot go again. */
const settled = { readConcern: { level: 'majority' }, readPreference: 'primary' } as const

/** The archive in MongoDB, read as a log. Makes no index and writes nothing: a reading user is enough. */
export class MongoVoteLogView implements VoteLogView {
  readonly #client: MongoClient
  readonly #collections: ViewCollections
  readonly #book: ProgressBook
  #engine: Engine['engine'] | undefined

  /**
   * Connects when something is first asked.
   * @throws the driver's MongoParseError where the URI is none; its message may repeat the URI with its password
   */
  constructor({ uri, database = 'aplauso', appName = 'aplauso-logs', poolSize }: MongoVoteLogViewOptions) {
    this.#client = new MongoClient(uri, {
      ...settled,
      appName,
      maxPoolSize: poolSize ?? defaultPoolSize,
      connectTimeoutMS: connectTimeoutMs,
      serverSelectionTimeoutMS: connectTimeoutMs,
      socketTimeoutMS: socketTimeoutMs,
      waitQueueTimeoutMS: waitQueueTimeoutMs,
      retryReads: true,
    })
    const db = this.#client.db(database)
    this.#collections = { votes: db.collection('votes', settled), rejects: db.collection('rejects', settled) }
    this.#book = new ProgressBook(db.collection('progress', settled))
  }

  /** @throws StoreUnavailable with the driver's error as its `cause` */
  async connect(): Promise<void> {
    await this.incarnations()
  }

  async incarnations(): Promise<readonly string[]> {
    return asking(async () => (await this.#book.incarnations()).map(({ name }) => name))
  }

  async horizon(incarnation: string): Promise<Cut> {
    return asking(async () => {
      const rows = await this.#book.progress(incarnation)
      return new Map(rows.map(({ partition, next }) => [partition, next]))
    })
  }

  async rows(query: StretchQuery): Promise<readonly (readonly ArchivedVote[])[]> {
    if (query.stretches.length === 0) return []
    return asking(async () => {
      this.#engine ??= (await engineOf(this.#client)).engine
      return this.#engine === 'FerretDB' ? readAtOnce(this.#collections, query) : readByIndex(this.#collections, query)
    })
  }

  /** How MongoDB would read the votes of a stretch: what tests of the indexes look at. @throws StoreUnavailable */
  async plan(query: StretchQuery, stretch: Stretch): Promise<unknown> {
    return asking(() => planByIndex(this.#collections, query, stretch))
  }

  async close(): Promise<void> {
    await this.#client.close()
  }
}
