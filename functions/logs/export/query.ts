import type { Fault } from '@aplauso/proto'
import type { VoteFilter } from '@aplauso/stores'
import { filterNames, readFilter } from '../query/filter.ts'
import { readOnce } from '../query/once.ts'
import type { QueryReading } from '../query/page-query.ts'
import { type FormatName, formatNames } from './formats.ts'

/** What `GET /v1/logs/export` is asked for. */
export interface ExportQuery {
  readonly format: FormatName
  readonly filter: VoteFilter
}

export function readExportQuery(search: URLSearchParams): QueryReading<ExportQuery> {
  const faults: Fault[] = []
  const given = readOnce(search, ['format', ...filterNames], faults)
  const text = given.get('format')
  const format = formatNames.find((name) => name === text)
  if (text === undefined) faults.push({ field: 'format', code: 'required', message: 'format is required' })
  else if (!format)
    faults.push({ field: 'format', code: 'format', message: `format must be ${formatNames.join(' or ')}` })
  const filter = readFilter(given, faults)
  return faults.length > 0 || !format ? { faults } : { query: { format, filter } }
}
