import { hash, timingSafeEqual } from 'node:crypto'
import { setImmediate as turn } from 'node:timers/promises'
import type { Fault } from '@aplauso/proto'
import type { VoteFilter, VoteLogView } from '@aplauso/stores'
import { type Answer, type Question, readOnce, refusal } from '../../http/index.ts'
import type { LogShares } from '../log-shares.ts'
import { cursorOf } from '../query/cursor.ts'
import { filterNames, readFilter } from '../query/filter.ts'
import type { QueryReading } from '../query/page-query.ts'
import type { LogCut } from '../walk/cut.ts'
import { LogWalk } from '../walk/log-walk.ts'
import { exportedVote } from './fields.ts'
import { type Format, type FormatName, formatNames, formats } from './formats.ts'

/** Exports under way at once: each holds rows of every partition, and keeps the store busy. */
const mostExports = 2

/** Votes in one part of the file. */
const partVotes = 500

/** Headers that say what an export holds; the file itself holds votes alone. */
export const exportHeaders = ['Aplauso-Export-At', 'Aplauso-Export-Cut', 'Aplauso-Export-Query', 'Content-Disposition']

export interface ExportOptions {
  readonly view: VoteLogView
  readonly shares: LogShares
  /** the key that whoever exports must bring; undefined: there is no such address */
  readonly key: string | undefined
  /** the time, Unix ms */
  readonly now: () => number
}

/** `GET /v1/logs/export`: all votes that the filter lets through, as a file. @throws StoreUnavailable */
export function createExport({ view, shares, key, now }: ExportOptions): (question: Question) => Promise<Answer> {
  let underWay = 0

  async function* counted(lines: AsyncGenerator<string>): AsyncGenerator<string> {
    underWay += 1
    try {
      yield* lines
    } finally {
      underWay -= 1
    }
  }

  return async ({ headers, query: search, client = '' }) => {
    if (key === undefined) return refusal('not_found')
    if (!bringsKey(headers.authorization, key)) {
      return refusal('unauthenticated', {}, { 'www-authenticate': 'Bearer realm="export"' })
    }
    const { query, faults } = readExportQuery(search)
    if (!query) return refusal('invalid', { errors: faults })
    if (underWay >= mostExports) return refusal('rate_limited')
    const walk = await LogWalk.begin(view, query.filter, shares.turnOf({ client }))
    const at = new Date(now()).toISOString()
    const format = formats[query.format]
    return {
      status: 200,
      headers: {
        'content-type': format.contentType,
        'content-disposition': `attachment; filename="votes-${at.replaceAll(/[-:]|\.\d+/g, '')}.${query.format}"`,
        'cache-control': 'no-store',
        'aplauso-export-at': at,
        'aplauso-export-query': search.toString(),
        ...(walk.top ? { 'aplauso-export-cut': cursorOf(walk.top) } : {}),
      },
      body: counted(exportLines(walk, walk.top, format)),
    }
  }
}

/** Digests are compared, which have one length whatever was sent, in a time that reveals nothing. */
function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}

/** Whether an `Authorization` header brings the key (`Bearer`, RFC 6750). */
function bringsKey(authorization: string | undefined, key: string): boolean {
  const token = /^bearer +(.+)$/i.exec(authorization ?? '')?.[1] ?? ''
  return timingSafeEqual(digest(token), digest(key))
}

/** What `GET /v1/logs/export` is asked for. */
interface ExportQuery {
  readonly format: FormatName
  readonly filter: VoteFilter
}

function readExportQuery(search: URLSearchParams): QueryReading<ExportQuery> {
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

/**
 * The file of all votes below a cut, newest first, in parts. Whoever takes a part asks for the next; no more is held
 * than that and what was read ahead of each partition. @throws StoreUnavailable
 */
async function* exportLines(walk: LogWalk, cut: LogCut | null, format: Format): AsyncGenerator<string> {
  if (format.head !== '') yield format.head
  if (!cut) return
  for await (const { votes } of walk.older(cut, partVotes)) {
    if (votes.length > 0) yield votes.map((vote) => format.line(exportedVote(vote))).join('')
    // An embedded store answers without ever waiting: others shall have their turn.
    await turn()
  }
}
