import type { Collection } from 'mongodb'
import type { ArchiveCounts, Reject } from '../ports/vote-archive.ts'
import type { RejectDocument, VoteDocument } from './documents.ts'
import type { Engine } from './engine.ts'
import type { LastingClient } from './lasting-client.ts'
import type { CountRows } from './partition-progress.ts'

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
): Promise<ArchiveCounts> {
  if (engine === 'MongoDB') {
    return client.ask(async ({ votes, rejects }) => {
      const of = (reason: Reject['reason']) => rejects.countDocuments({ reason })
      const [rows, duplicates, unparsable, dead] = await Promise.all([
        votes.countDocuments({}),
        of('duplicate'),
        of('unparsable'),
        of('dead'),
      ])
      return { votes: rows, duplicates, unparsable, dead }
    })
  }
  const counts = { votes: 0, duplicate: 0, unparsable: 0, dead: 0 }
  const ids = client.read(({ votes }) => votes.find({}, { projection: { _id: 1 }, batchSize: cursorBatch }))
  for await (const _ of ids) counts.votes += 1
  const reasons = client.read(({ rejects }) => rejects.find({}, { projection: { reason: 1 }, batchSize: cursorBatch }))
  for await (const { reason } of reasons) counts[reason] += 1
  const { votes, duplicate: duplicates, unparsable, dead } = counts
  return { votes, duplicates, unparsable, dead }
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
