import { type ArchivedField, archivedFields, type PublicField, publicFields, type VoteRecord } from '../fields.ts'

/** What the archive holds of a record. */
export interface ArchivedRecord extends Pick<VoteRecord, ArchivedField> {}

/** One line of the vote log: what the contract lets out of a record. */
export interface LoggedVote extends Pick<VoteRecord, PublicField> {
  readonly status: 'counted' | 'duplicate'
}

/** The fields of a record that are archived, in the record's order, and nothing else that its text held. */
export function archivedRecord(record: VoteRecord): ArchivedRecord {
  return pickFields(record, archivedFields)
}

/** A record's line of the vote log. */
export function loggedVote(record: Pick<VoteRecord, PublicField>, status: LoggedVote['status']): LoggedVote {
  return { ...pickFields(record, publicFields), status }
}

/** The named members, in the order of their names; absent ones stay absent. */
export function pickFields<Whole extends object, Name extends keyof Whole>(
  whole: Whole,
  names: readonly Name[],
): Pick<Whole, Name> {
  const picked: Partial<Pick<Whole, Name>> = {}
  for (const name of names) if (whole[name] !== undefined) picked[name] = whole[name]
  return picked as Pick<Whole, Name>
}
