import type { Filter, IndexSpecification } from 'mongodb'
import { exactFilters, type VoteFilter } from '../ports/vote-log-view.ts'
import type { RejectDocument, VoteDocument } from './documents.ts'

const place = { 'source.incarnation': 1, 'source.partition': 1, 'source.offset': 1 } as const

/** What the log lets through is looked up under this member of each collection's documents. */
export type RecordMember = 'record' | 'vote'

/**
 * An index for every filter, in the order in which the log is read, so that none needs a sort. Ranges have one that
 * holds what they compare behind the order: documents that do not match are passed over without being fetched.
 */
export function viewIndexes(member: RecordMember): readonly IndexSpecification[] {
  const exact = Object.values(exactFilters).map((name): IndexSpecification => ({ [`${member}.${name}`]: 1, ...place }))
  return [...exact, { ...place, [`${member}.at`]: 1, [`${member}.rank`]: 1 }]
}

/** The conditions of a filter; every value comes behind an operator of ours, so that none is taken for one. */
export function conditionsOf(filter: VoteFilter, member: RecordMember): Filter<VoteDocument & RejectDocument> {
  const exact = Object.entries(exactFilters).map(
    ([key, name]) => [name, { $eq: filter[key as keyof typeof exactFilters] }] as const,
  )
  const ranges = [
    ['rank', { $gte: filter.rankMin, $lte: filter.rankMax }],
    ['at', { $gte: filter.from, $lt: filter.to }],
  ] as const
  const conditions = [...exact, ...ranges].flatMap(([name, operators]) => {
    const given = Object.entries(operators).filter(([, value]) => value !== undefined)
    return given.length === 0 ? [] : [[`${member}.${name}`, Object.fromEntries(given)] as const]
  })
  return Object.fromEntries(conditions)
}
