import { MongoClient } from 'mongodb'
import type { Cut } from '../ports/vote-archive.ts'
import type { ArchivedVote, LogIncarnation, Stretch, StretchQuery, VoteLogView } from '../ports/vote-log-view.ts'
import { type Engine, engineOf } from './engine.ts'
import { LastingClient } from './lasting-client.ts'
import { ProgressBook } from './progress.ts'
import { readAtOnce } from './view-at-once.ts'
import { planByIndex, readByIndex } from './view-by-index.ts'
import type { AskView, ViewCollections } from './view-query.ts'

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
/** A page asks each partition for votes and for duplicates: 24 short questions or more, a few at a time. */
const defaultPoolSize = 8
const waitQueueTimeoutMs = 12_000

/** Only what the majority has: what was shown cannot go again. */
const settled = { readConcern: { level: 'majority' }, readPreference: 'primary' } as const

/** What questions are asked of. */
interface Use {
  readonly client: MongoClient
  readonly collections: ViewCollections
  readonly book: ProgressBook
}

/** The archive in MongoDB, read as a log. Makes no index and writes nothing: a reading user is enough. */
export class MongoVoteLogView implements VoteLogView {
  readonly #client: LastingClient<Use>
  #engine: Engine['engine'] | undefined

  /**
   * Connects when something is first asked.
   * @throws the driver's MongoParseError where the URI is none; its message may repeat the URI with its password
   */
  constructor({ uri, database = 'aplauso', appName = 'aplauso-logs', poolSize }: MongoVoteLogViewOptions) {
    const make = () =>
      new MongoClient(uri, {
        ...settled,
        appName,
        maxPoolSize: poolSize ?? defaultPoolSize,
        connectTimeoutMS: connectTimeoutMs,
        serverSelectionTimeoutMS: connectTimeoutMs,
        socketTimeoutMS: socketTimeoutMs,
        waitQueueTimeoutMS: waitQueueTimeoutMs,
        retryReads: true,
      })
    this.#client = new LastingClient(make, (client) => {
      const db = client.db(database)
      return {
        client,
        collections: { votes: db.collection('votes', settled), rejects: db.collection('rejects', settled) },
        book: new ProgressBook(db.collection('progress', settled)),
      }
    })
  }

  /** @throws StoreUnavailable with the driver's error as its `cause` */
  async connect(): Promise<void> {
    await this.incarnations()
  }

  incarnations(): Promise<readonly LogIncarnation[]> {
    return this.#client.ask(({ book }) => book.logIncarnations())
  }

  async horizon(incarnation: string): Promise<Cut> {
    return this.#client.ask(async ({ book }) => {
      const rows = await book.progress(incarnation)
      return new Map(rows.map(({ partition, next }) => [partition, next]))
    })
  }

  async rows(query: StretchQuery): Promise<readonly (readonly ArchivedVote[])[]> {
    if (query.stretches.length === 0) return []
    this.#engine ??= await this.#client.ask(async ({ client }) => (await engineOf(client)).engine)
    const { turn = (ask) => ask() } = query
    // A question has its time from when it is asked, not from when it began to wait for its turn.
    const ask: AskView = (question) => turn(() => this.#client.ask(({ collections }) => question(collections)))
    return this.#engine === 'FerretDB' ? readAtOnce(ask, query) : readByIndex(ask, query)
  }

  /** How MongoDB would read the votes of a stretch: what tests of the indexes look at. @throws StoreUnavailable */
  async plan(query: StretchQuery, stretch: Stretch): Promise<unknown> {
    return this.#client.ask(({ collections }) => planByIndex(collections, query, stretch))
  }

  async close(): Promise<void> {
    await this.#client.close()
  }
}
