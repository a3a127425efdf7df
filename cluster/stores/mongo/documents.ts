import { decodeRecord, type LoggedVote, type VoteRecord } from '@aplauso/proto'
import type { Progress } from '../ports/progress.ts'
import type { ArchiveRow, Gap, Reject, Source } from '../ports/vote-archive.ts'

/** A row of `votes`. */
export interface VoteDocument {
  /** the vote key */
  readonly _id: string
  readonly source: Source
  readonly digest: string
  readonly record: VoteRecord
  readonly archivedAt: Date
}

/** A row of `rejects`. */
export interface RejectDocument {
  readonly _id: string
  readonly source: Source
  readonly key: string
  readonly reason: Reject['reason']
  readonly value: string
  /** a duplicate's vote, so that the log can be searched for it */
  readonly vote?: LoggedVote
  readonly archivedAt: Date
}

/**
 * How far a partition is. Versions before `rows` raise `next` alone, also beside this one while consumers are upgraded:
 * `rows` holds only where it was counted up to `next`.
 */
type PartitionDocument = { readonly _id: string; readonly kind: 'progress' } & Omit<Progress, 'rows'> & {
    readonly rows?: number
    readonly rowsBelow?: number
  }

/** A row of `progress`: how far a partition is, an incarnation of the log, its number of partitions, or a gap in it. */
export type ProgressDocument =
  | PartitionDocument
  | { readonly _id: string; readonly kind: 'incarnation'; readonly number: number; readonly name: string }
  | {
      readonly _id: string
      readonly kind: 'partitions'
      readonly incarnation: string
      readonly partitions: number
    }
  | ({ readonly _id: string; readonly kind: 'gap' } & Gap)

const recordFields = [
  'v',
  'contest',
  'id',
  'name',
  'album',
  'year',
  'rank',
  'voter',
  'castAt',
  'rules',
  'channel',
  'at',
] as const satisfies readonly (keyof VoteRecord)[]

/** Takes the record's own fields and no other: what else a text from outside held must not become a field's name. */
export function voteDocument({ key, source, digest, record }: ArchiveRow, archivedAt: Date): VoteDocument {
  const fields = recordFields.flatMap((field) => (record[field] === undefined ? [] : [[field, record[field]] as const]))
  const { incarnation, partition, offset } = source
  return {
    _id: key,
    source: { incarnation, partition, offset },
    digest,
    record: Object.fromEntries(fields) as unknown as VoteRecord,
    archivedAt,
  }
}

export function rejectDocument({ source, key, reason, value }: Reject, archivedAt: Date): RejectDocument {
  const { incarnation, partition, offset } = source
  const _id = `${incarnation}:${partition}:${offset}`
  const row = { _id, source: { incarnation, partition, offset }, key, reason, value, archivedAt }
  const vote = reason === 'duplicate' ? loggedVote(row) : undefined
  return vote ? { ...row, vote } : row
}

export function isSameSource(one: Source, other: Source): boolean {
  return one.incarnation === other.incarnation && one.partition === other.partition && one.offset === other.offset
}

/** A line of the vote log; undefined for a reject that is no vote. */
export function loggedVote(row: VoteDocument | RejectDocument): LoggedVote | undefined {
  const record = 'record' in row ? row.record : (row.vote ?? decodeRecord(row.value).record)
  if (!record) return undefined
  const { contest, name, album, year, rank, channel, at } = record
  return { contest, name, album, year, rank, channel, at, status: 'record' in row ? 'counted' : 'duplicate' }
}
