import type { Collection } from 'mongodb'
import type { RejectDocument, VoteDocument } from './documents.ts'
import type { Engine } from './engine.ts'
import type { LastingClient } from './lasting-client.ts'
import type { CountRows } from './partition-progress.ts'

export interface DocumentCounts {
  readonly votes: number
  readonly duplicates: number
  readonly unparsable: number
}

interface Collections {
  readonly votes: Collection<VoteDocument>
  readonly rejects: Collection<RejectDocument>
}

const cursorBatch = 5_000

/**
 * Counts rows, and rejects of each reason. FerretDB reads through everything whatever it is asked, so that one question
 * would take longer than a socket waits: there the documents stream by in batches.
 */
export async function countDocuments(
  engine: Engine['engine'],
  client: LastingClient<Collections>,
): Promise<DocumentCounts> {
  if (engine === 'MongoDB') {
    return client.ask(async ({ votes, rejects }) => {
      const [rows, duplicates, unparsable] = await Promise.all([
        votes.countDocuments({}),
        rejects.countDocuments({ reason: 'duplicate' }),
        rejects.countDocuments({ reason: 'unparsable' }),
      ])
      return { votes: rows, duplicates, unparsable }
    })
  }
  const counts = { votes: 0, duplicate: 0, unparsable: 0 }
  const ids = client.read(({ votes }) => votes.find({}, { projection: { _id: 1 }, batchSize: cursorBatch }))
  for await (const _ of ids) counts.votes += 1
  const reasons = client.read(({ rejects }) => rejects.find({}, { projection: { reason: 1 }, batchSize: cursorBatch }))
  for await (const { reason } of reasons) counts[reason] += 1
  return { votes: counts.votes, duplicates: counts.duplicate, unparsable: counts.unparsable }
}

/** Counts rows by their source: by its index, or where the engine has no use for it in one pass for all partitions. */
export function countRowsOf(engine: () => Promise<Engine['engine']>, client: LastingClient<Collections>): CountRows {
  return async (incarnation, below, from) => {
    const counts = new Map([...below.keys()].map((partition) => [partition, 0]))
    if ((await engine()) === 'MongoDB') {
      for (const [partition, end] of below) {
        const offsets = { $gte: from?.get(partition) ?? 0, $lt: end }
        const stretch = { 'source.incarnation': incarnation, 'source.partition': partition, 'source.offset': offsets }
        counts.set(partition, await client.ask(({ votes }) => votes.countDocuments(stretch)))
      }
      return counts
    }
    const options = { projection: { source: 1 }, batchSize: cursorBatch }
    for await (const { source } of client.read(({ votes }) => votes.find({}, options))) {
      const { partition, offset } = source
      const counted = counts.get(partition)
      const isBelow = offset < (below.get(partition) ?? 0) && offset >= (from?.get(partition) ?? 0)
      if (source.incarnation === incarnation && counted !== undefined && isBelow) counts.set(partition, counted + 1)
    }
    return counts
  }
}
