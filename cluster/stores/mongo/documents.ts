import { type ArchivedRecord, archivedRecord, decodeRecord, type LoggedVote, loggedVote } from '@aplauso/proto'
import type { LetterFate } from '../ports/letter-book.ts'
import type { Progress } from '../ports/progress.ts'
import { type Redriven, type Source, sourceText } from '../ports/source.ts'
import type { ArchiveRow, Gap, Reject } from '../ports/vote-archive.ts'

/** What rows and rejects of redriven records have besides: sources as texts. */
interface RedrivenMembers {
  readonly origin?: string
  readonly letter?: string
}

/** A row of `votes`. */
export interface VoteDocument extends RedrivenMembers {
  /** the vote key */
  readonly _id: string
  readonly source: Source
  readonly digest: string
  readonly record: ArchivedRecord
  readonly archivedAt: Date
}

/** A row of `rejects`. */
export interface RejectDocument extends RedrivenMembers {
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

/** The record's own fields and no other: what else a text from outside held must not become a field's name. */
export function voteDocument({ key, source, digest, record, redriven }: ArchiveRow, archivedAt: Date): VoteDocument {
  const { incarnation, partition, offset } = source
  return {
    _id: key,
    source: { incarnation, partition, offset },
    digest,
    record: archivedRecord(record),
    archivedAt,
    ...redrivenMembers(redriven),
  }
}

export function rejectDocument({ source, key, reason, value, redriven }: Reject, archivedAt: Date): RejectDocument {
  const { incarnation, partition, offset } = source
  const row = {
    _id: sourceText(source),
    source: { incarnation, partition, offset },
    key,
    reason,
    value,
    archivedAt,
    ...redrivenMembers(redriven),
  }
  const vote = reason === 'duplicate' ? voteOf(row) : undefined
  return vote ? { ...row, vote } : row
}

function redrivenMembers(redriven: Redriven | undefined): RedrivenMembers {
  return redriven ? { origin: sourceText(redriven.origin), letter: sourceText(redriven.letter) } : {}
}

/** A line of the vote log; undefined for a reject that is not a vote. */
export function voteOf(row: VoteDocument | RejectDocument): LoggedVote | undefined {
  if ('record' in row) return loggedVote(row.record, 'counted')
  const record = row.vote ?? decodeRecord(row.value).record
  return record && loggedVote(record, 'duplicate')
}

/** A row of `fates`: what was decided about the letter whose source is its `_id`. */
export interface FateDocument {
  readonly _id: string
  readonly fate: LetterFate
  readonly decidedAt: Date
}
