import { hash } from 'node:crypto'
import { decodeRecord, type VoteRecord } from '@aplauso/proto'
import {
  type ArchiveRow,
  type DeadLetter,
  type DeadLetters,
  type LogBatch,
  type Reject,
  RowsRefused,
  type VoteArchive,
} from '@aplauso/stores'

export interface Decision {
  /** the records that count */
  readonly counted: readonly VoteRecord[]
  /** their offsets */
  readonly offsets: readonly number[]
  readonly duplicates: number
  readonly unparsable: number
  readonly dead: number
}

interface Candidate {
  readonly row: ArchiveRow
  readonly value: string
}

/**
 * Decides which records of a batch count: all are put into the archive first, and a record counts if and only if the
 * row under its key names it as its source. Those that do not count are stored as rejects; those that the archive will
 * never take go to the dead letters, so that they do not block the ones behind them.
 * @throws StoreUnavailable nothing is decided, the batch is to be repeated
 */
export async function decide(
  archive: VoteArchive,
  deadLetters: DeadLetters,
  batch: LogBatch,
  incarnation: string,
): Promise<Decision> {
  const candidates: Candidate[] = []
  const rejects: Reject[] = []
  for (const { offset, key, value } of batch.records) {
    const source = { incarnation, partition: batch.partition, offset }
    const { record } = decodeRecord(value)
    if (record && key !== '') {
      candidates.push({ row: { key, source, digest: hash('sha256', value, 'base64url'), record }, value })
    } else rejects.push({ source, key, reason: 'unparsable', value })
  }
  const unparsable = rejects.length
  const { stored, dead } = await store(archive, deadLetters, candidates)
  const counting = stored.filter(({ counts }) => counts)
  for (const { row, value, counts } of stored) {
    if (!counts) rejects.push({ source: row.source, key: row.key, reason: 'duplicate', value })
  }
  if (rejects.length > 0) await archive.reject(rejects)
  const counted = counting.map(({ row }) => row.record)
  const offsets = counting.map(({ row }) => row.source.offset)
  return { counted, offsets, duplicates: rejects.length - unparsable, unparsable, dead }
}

interface Stored {
  readonly stored: readonly (Candidate & { readonly counts: boolean })[]
  readonly dead: number
}

async function store(
  archive: VoteArchive,
  deadLetters: DeadLetters,
  candidates: readonly Candidate[],
): Promise<Stored> {
  if (candidates.length === 0) return { stored: [], dead: 0 }
  try {
    const counts = await archive.insert(candidates.map(({ row }) => row))
    return { stored: candidates.map((candidate, at) => ({ ...candidate, counts: counts[at] === true })), dead: 0 }
  } catch (error) {
    if (!(error instanceof RowsRefused)) throw error
    const refused = candidates.filter(({ row }) => error.keys.has(row.key))
    if (refused.length === 0) throw error
    await deadLetters.bury(refused.map(letter))
    const others = candidates.filter(({ row }) => !error.keys.has(row.key))
    const rest = await store(archive, deadLetters, others)
    return { stored: rest.stored, dead: rest.dead + refused.length }
  }
}

function letter({ row, value }: Candidate): DeadLetter {
  return { source: row.source, key: row.key, value, reason: 'refused by the archive' }
}
