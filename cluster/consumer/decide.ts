import { hash } from 'node:crypto'
import { decodeRecord, type VoteRecord } from '@aplauso/proto'
import type { ArchiveRow, LogBatch, Reject, VoteArchive } from '@aplauso/stores'

/**
 * Decides which records of a batch count: all are put into the archive first, and a record counts if and only if the
 * row under its key names it as its source. Those that do not count are stored as rejects.
 * @throws StoreUnavailable nothing is decided, the batch is to be repeated
 */
export async function decide(archive: VoteArchive, batch: LogBatch, incarnation: string): Promise<VoteRecord[]> {
  const rows: ArchiveRow[] = []
  const values: string[] = []
  const rejects: Reject[] = []
  for (const { offset, key, value } of batch.records) {
    const source = { incarnation, partition: batch.partition, offset }
    const { record } = decodeRecord(value)
    if (record) {
      rows.push({ key, source, digest: hash('sha256', value, 'base64url'), record })
      values.push(value)
    } else rejects.push({ source, key, reason: 'unparsable', value })
  }
  const counts = rows.length > 0 ? await archive.insert(rows) : []
  for (const [at, { source, key }] of rows.entries()) {
    if (!counts[at]) rejects.push({ source, key, reason: 'duplicate', value: values[at] ?? '' })
  }
  if (rejects.length > 0) await archive.reject(rejects)
  return rows.filter((_, at) => counts[at]).map(({ record }) => record)
}
