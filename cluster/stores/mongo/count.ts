import type { Collection } from 'mongodb'
import type { RejectDocument, VoteDocument } from './documents.ts'
import type { Engine } from './engine.ts'

export interface DocumentCounts {
  readonly votes: number
  readonly duplicates: number
  readonly unparsable: number
}

const cursorBatch = 5_000

/**
 * Counts rows, and rejects of each reason. FerretDB reads through everything whatever it is asked, so that one question
 * would take longer than a socket waits: there the documents stream by in batches.
 */
export async function countDocuments(
  engine: Engine['engine'],
  votes: Collection<VoteDocument>,
  rejects: Collection<RejectDocument>,
): Promise<DocumentCounts> {
  if (engine === 'MongoDB') {
    const [rows, duplicates, unparsable] = await Promise.all([
      votes.countDocuments({}),
      rejects.countDocuments({ reason: 'duplicate' }),
      rejects.countDocuments({ reason: 'unparsable' }),
    ])
    return { votes: rows, duplicates, unparsable }
  }
  const counts = { votes: 0, duplicate: 0, unparsable: 0 }
  for await (const _ of votes.find({}, { projection: { _id: 1 }, batchSize: cursorBatch })) counts.votes += 1
  for await (const { reason } of rejects.find({}, { projection: { reason: 1 }, batchSize: cursorBatch }))
    counts[reason] += 1
  return { votes: counts.votes, duplicates: counts.duplicate, unparsable: counts.unparsable }
}
