import { hash } from 'node:crypto'
import { decodeEntry, type VoteRecord } from '@aplauso/proto'
import type {
  ArchiveRow,
  DeadLetter,
  DeadLetters,
  LogBatch,
  LogRecord,
  Redriven,
  Reject,
  Source,
  VoteArchive,
} from '@aplauso/stores'
import { insertRows } from './insert-rows.ts'

export interface Decision {
  /** the records that count */
  readonly counted: readonly VoteRecord[]
  /** their offsets */
  readonly offsets: readonly number[]
  readonly duplicates: number
  readonly unparsable: number
  readonly dead: number
  /** the dead letters among them that did not stand there before */
  readonly letters: readonly DeadLetter[]
}

export interface DecidingStores {
  readonly archive: Pick<VoteArchive, 'insert' | 'reject' | 'rejectedForThemselves'>
  readonly deadLetters: Pick<DeadLetters, 'bury'>
}

/** A record that can be a row, with what a reject or a letter of it says. */
interface Candidate {
  readonly row: ArchiveRow
  readonly entry: Entry
}

/** A record as it is in the log. */
interface Entry {
  readonly source: Source
  readonly key: string
  readonly value: string
  readonly redriven?: Redriven
}

/** A record that cannot be taken for itself. */
interface Dead {
  readonly entry: Entry
  readonly reason: string
}

/** Records of votes are much smaller; what is larger is whole in its dead letter. */
const rejectCharacters = 1_000_000

/**
 * Decides which records of a batch count. What a record is is judged from the record alone: one that a newer version may
 * read goes to the dead letters, a text that never was a record to the rejects, and neither is judged again. All others
 * are put into the archive, and one counts if and only if the row under its key names it as its source. When this
 * resolves, every row, letter and reject is durable: only then may progress and watermark move.
 * @throws StoreUnavailable nothing is decided, the batch is to be repeated
 */
export async function decide(
  { archive, deadLetters }: DecidingStores,
  batch: LogBatch,
  incarnation: string,
): Promise<Decision> {
  const { partition, first, next } = batch
  const places = { incarnation, partition, from: first, below: next }
  const judged = await archive.rejectedForThemselves(places)
  const candidates: Candidate[] = []
  const dead: Dead[] = []
  const rejects: Reject[] = []
  for (const record of batch.records.filter(({ offset }) => !judged.has(offset))) {
    const entry = entryOf(record, { incarnation, partition, offset: record.offset })
    const decoded = decodeEntry(record)
    if (decoded.verdict === 'record') candidates.push({ row: rowOf(entry, decoded.record), entry })
    else if (decoded.verdict === 'unknown') dead.push({ entry, reason: decoded.fault })
    else rejects.push(rejectOf(entry, 'unparsable'))
  }
  const { counts, refused } = await insertRows(
    archive,
    candidates.map(({ row }) => row),
  )
  const counting: ArchiveRow[] = []
  for (const [at, { row, entry }] of candidates.entries()) {
    if (refused.has(at)) dead.push({ entry, reason: 'refused by the archive' })
    else if (counts[at]) counting.push(row)
    else rejects.push(rejectOf(entry, 'duplicate'))
  }
  const letters = dead.map(letterOf)
  if (letters.length > 0) await deadLetters.bury(letters)
  // A reject says that the letter is durable, so it is written behind it.
  rejects.push(...dead.map(({ entry }) => rejectOf(entry, 'dead')))
  if (rejects.length > 0) await archive.reject(rejects)
  const of = (reason: Reject['reason']) => rejects.filter((reject) => reject.reason === reason).length
  return {
    counted: counting.map(({ record }) => record),
    offsets: counting.map(({ source }) => source.offset),
    duplicates: of('duplicate'),
    unparsable: of('unparsable'),
    dead: dead.length,
    letters,
  }
}

function entryOf({ key, value, redriven }: LogRecord, source: Source): Entry {
  return { source, key, value, ...(redriven ? { redriven } : {}) }
}

function rowOf({ source, key, value, redriven }: Entry, record: VoteRecord): ArchiveRow {
  return { key, source, digest: hash('sha256', value, 'base64url'), record, ...(redriven ? { redriven } : {}) }
}

function rejectOf({ value, ...entry }: Entry, reason: Reject['reason']): Reject {
  return { ...entry, reason, value: value.slice(0, rejectCharacters) }
}

function letterOf({ entry: { source, key, value, redriven }, reason }: Dead): DeadLetter {
  return { source, key, value, reason, ...(redriven ? { origin: redriven.origin } : {}) }
}
