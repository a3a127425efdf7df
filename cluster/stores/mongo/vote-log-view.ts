import type { LoggedVote } from '@aplauso/proto'
import { type Collection, type Filter, MongoClient } from 'mongodb'
import type { Cut } from '../ports/vote-archive.ts'
import type { ArchivedVote, Stretch, VoteLogView } from '../ports/vote-log-view.ts'
import { loggedVote, type RejectDocument, type VoteDocument } from './documents.ts'
import { asking } from './fault.ts'
import { ProgressBook } from './progress.ts'
import { conditionsOf } from './view-filter.ts'

export interface MongoVoteLogViewOptions {
  readonly uri: string
  /** `aplauso` unless given. */
  readonly database?: string
  readonly appName?: string
  /** connections kept at most */
  readonly poolSize?: number
}

const connectTimeoutMs = 3_000
const queryTimeoutMs = 8_000
const socketTimeoutMs = 10_000
/**
 * A page asks each partition for votes and for duplicates: 24 questions, a few at a time. All at once they would slow each
 * other down beyond their time where the server looks through everything, as FerretDB does.
 */
const defaultPoolSize = 8
const waitQueueTimeoutMs = 12_000

/** Only what the majority has: what was shown cannot go again. */
const settled = { readConcern: { level: 'majority' }, readPreference: 'primary' } as const

type Row = VoteDocument | RejectDocument

/** The archive in MongoDB, read as a log. Makes no index and writes nothing: a reading user is enough. */
export class MongoVoteLogView implements VoteLogView {
  readonly #client: MongoClient
  readonly #votes: Collection<VoteDocument>
  readonly #rejects: Collection<RejectDocument>
  readonly #book: ProgressBook

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
    this.#votes = db.collection('votes', settled)
    this.#rejects = db.collection('rejects', settled)
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

  async rows(stretch: Stretch): Promise<readonly ArchivedVote[]> {
    const { order, limit, filter } = stretch
    return asking(async () => {
      const [votes, duplicates] = await Promise.all([
        filter.status === 'duplicate' ? [] : find(this.#votes, votesOf(stretch), stretch),
        filter.status === 'counted' ? [] : find(this.#rejects, duplicatesOf(stretch), stretch),
      ])
      const direction = order === 'ascending' ? 1 : -1
      return [...votes, ...duplicates]
        .flatMap((row) => archivedVote(row))
        .sort((one, other) => direction * (one.offset - other.offset))
        .slice(0, limit)
    })
  }

  /** How the server would read a stretch's votes: what tests of the indexes look at. @throws StoreUnavailable */
  async plan(stretch: Stretch): Promise<unknown> {
    return asking(() => this.#votes.find(votesOf(stretch)).sort(sortOf(stretch)).limit(stretch.limit).explain())
  }

  async close(): Promise<void> {
    await this.#client.close()
  }
}

function placeOf({ incarnation, partition, from, below }: Stretch) {
  return {
    'source.incarnation': { $eq: incarnation },
    'source.partition': { $eq: partition },
    'source.offset': { $gte: from, $lt: below },
  }
}

function votesOf(stretch: Stretch): Filter<VoteDocument> {
  return { ...placeOf(stretch), ...conditionsOf(stretch.filter, 'record') } as Filter<VoteDocument>
}

function duplicatesOf(stretch: Stretch): Filter<RejectDocument> {
  const conditions = conditionsOf(stretch.filter, 'vote')
  return { ...placeOf(stretch), reason: 'duplicate', ...conditions } as Filter<RejectDocument>
}

function sortOf({ order }: Stretch) {
  return { 'source.offset': order === 'ascending' ? 1 : -1 } as const
}

async function find<Document extends Row>(
  collection: Collection<Document>,
  filter: Filter<Document>,
  stretch: Stretch,
): Promise<Row[]> {
  const { limit } = stretch
  const options = { sort: sortOf(stretch), limit, batchSize: limit + 1, maxTimeMS: queryTimeoutMs }
  return (await collection.find(filter, options).toArray()) as unknown as Row[]
}

function archivedVote(row: Row): ArchivedVote[] {
  const vote: LoggedVote | undefined = loggedVote(row)
  if (!vote) return []
  return [{ partition: row.source.partition, offset: row.source.offset, archivedAtMs: row.archivedAt.getTime(), vote }]
}
