import type { Fault } from '@aplauso/proto'
import type { VoteFilter } from '@aplauso/stores'
import * as readers from './readers.ts'
import type { Reader } from './reading.ts'

/** The parameters that narrow the log, each with how it is read. */
const parameters = {
  contest: readers.contest,
  band: readers.name,
  album: readers.name,
  year: readers.year,
  rankMin: readers.rank,
  rankMax: readers.rank,
  channel: readers.channel,
  status: readers.status,
  from: readers.time,
  to: readers.time,
} as const satisfies { readonly [Name in keyof VoteFilter]-?: Reader<NonNullable<VoteFilter[Name]>> }

export const filterNames = Object.keys(parameters) as readonly (keyof VoteFilter)[]

/** Reads the filters of a query whose parameters are given once each; faults are added to the list. */
export function readFilter(given: ReadonlyMap<string, string>, faults: Fault[]): VoteFilter {
  const entries = filterNames.flatMap((field) => {
    const text = given.get(field)
    if (text === undefined) return []
    const { value, code, message = '' } = { message: undefined, ...parameters[field](text) }
    if (code !== undefined) faults.push({ field, code, message: `${field} ${message}` })
    return [[field, value] as const]
  })
  const filter: VoteFilter = Object.fromEntries(entries)
  const { rankMin, rankMax, from, to } = filter
  const crossed = (field: string, other: string) =>
    faults.push({ field, code: 'conflict', message: `${field} must not lie before ${other}` })
  if (rankMin !== undefined && rankMax !== undefined && rankMin > rankMax) crossed('rankMax', 'rankMin')
  if (from !== undefined && to !== undefined && from > to) crossed('to', 'from')
  return filter
}
