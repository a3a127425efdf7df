import type { Collection, Filter } from 'mongodb'
import type { ArchivedVote, StretchQuery } from '../ports/vote-log-view.ts'
import { type RejectDocument, type VoteDocument, voteOf } from './documents.ts'
import { conditionsOf } from './view-filter.ts'

/** The collections that the log is read from. */
export interface ViewCollections {
  readonly votes: Collection<VoteDocument>
  readonly rejects: Collection<RejectDocument>
}

/** Asks one question of the collections, in its turn. @throws StoreUnavailable; what the query's `turn` rejects with */
export type AskView = <Answer>(question: (collections: ViewCollections) => Promise<Answer>) => Promise<Answer>

export const queryTimeoutMs = 8_000

type Place = Filter<VoteDocument & RejectDocument>

export function votesOf({ incarnation, filter }: StretchQuery, place: Place): Filter<VoteDocument> {
  const conditions = { 'source.incarnation': { $eq: incarnation }, ...place, ...conditionsOf(filter, 'record') }
  return conditions as Filter<VoteDocument>
}

export function duplicatesOf({ incarnation, filter }: StretchQuery, place: Place): Filter<RejectDocument> {
  const conditions = { 'source.incarnation': { $eq: incarnation }, ...place, ...conditionsOf(filter, 'vote') }
  return { ...conditions, reason: 'duplicate' } as Filter<RejectDocument>
}

/** Which collections can hold what the filter lets through. */
export function asks({ filter: { status } }: StretchQuery): { votes: boolean; duplicates: boolean } {
  return { votes: status !== 'duplicate', duplicates: status !== 'counted' }
}

/** Rows of both collections as votes of the log, by offset. */
export function inOrder(
  rows: readonly (VoteDocument | RejectDocument)[],
  { order }: Pick<StretchQuery, 'order'>,
): ArchivedVote[] {
  const direction = order === 'ascending' ? 1 : -1
  return rows.flatMap((row) => archivedVote(row)).sort((one, other) => direction * (one.offset - other.offset))
}

function archivedVote(row: VoteDocument | RejectDocument): ArchivedVote[] {
  const vote = voteOf(row)
  if (!vote) return []
  return [{ partition: row.source.partition, offset: row.source.offset, archivedAtMs: row.archivedAt.getTime(), vote }]
}
