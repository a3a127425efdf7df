import { MongoArchive, type MongoArchiveOptions } from './archive.ts'
import { MongoVoteLogView, type MongoVoteLogViewOptions } from './vote-log-view.ts'

export { MongoArchive } from './archive.ts'
export { isRefusal } from './fault.ts'
export { MongoVoteLogView } from './vote-log-view.ts'

/** An archive that is not connected yet, or what is wrong with the URI, without repeating it. */
export function makeMongoArchive(options: MongoArchiveOptions): MongoArchive | { readonly problem: string } {
  try {
    return new MongoArchive(options)
  } catch {
    return { problem: 'is not a MongoDB connection string' }
  }
}

/** A view that is not connected yet, or what is wrong with the URI, without repeating it. */
export function makeMongoView(options: MongoVoteLogViewOptions): MongoVoteLogView | { readonly problem: string } {
  try {
    return new MongoVoteLogView(options)
  } catch {
    return { problem: 'is not a MongoDB connection string' }
  }
}
