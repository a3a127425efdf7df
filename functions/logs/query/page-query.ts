import type { Fault } from '@aplauso/proto'
import type { VoteFilter } from '@aplauso/stores'
import { readOnce } from '../../http/index.ts'
import type { LogCut } from '../walk/cut.ts'
import { readCursor } from './cursor.ts'
import { filterNames, readFilter } from './filter.ts'
import { readLimit } from './limit.ts'

/** What `GET /v1/logs` is asked for. */
export interface PageQuery {
  readonly limit: number
  readonly filter: VoteFilter
  /** votes older than this cut */
  readonly cursor?: LogCut
  /** votes newer than this cut */
  readonly after?: LogCut
}

/** A query as understood, or all that is wrong with it. */
export type QueryReading<Query> =
  | { readonly query: Query; readonly faults?: undefined }
  | { readonly query?: undefined; readonly faults: readonly Fault[] }

const cursors = ['cursor', 'after'] as const

export function readPageQuery(search: URLSearchParams): QueryReading<PageQuery> {
  const faults: Fault[] = []
  const given = readOnce(search, ['limit', ...cursors, ...filterNames], faults)
  const limit = readLimit(given.get('limit'))
  if (limit.code) faults.push({ field: 'limit', code: limit.code, message: `limit ${limit.message}` })
  const cuts = cursors.flatMap((field) => {
    const text = given.get(field)
    if (text === undefined) return []
    const { value, code, message = '' } = { message: undefined, ...readCursor(text) }
    if (code !== undefined) faults.push({ field, code, message: `${field} ${message}` })
    return [[field, value] as const]
  })
  if (cuts.length > 1) faults.push({ field: 'after', code: 'conflict', message: 'after cannot go with cursor' })
  const filter = readFilter(given, faults)
  if (faults.length > 0 || limit.value === undefined) return { faults }
  return { query: { limit: limit.value, filter, ...Object.fromEntries(cuts) } }
}
