import type { VoteLogView } from '@aplauso/stores'
import { type Answer, type Question, refusal } from '../../http/index.ts'
import { cursorOf } from '../query/cursor.ts'
import { LogWalk } from '../walk/log-walk.ts'
import { formats } from './formats.ts'
import { bringsKey } from './key.ts'
import { exportLines } from './lines.ts'
import { readExportQuery } from './query.ts'

/** Exports under way at once: each holds rows of every partition, and keeps the store busy. */
export const mostExports = 2

/** Headers that tell what an export holds; the file itself holds votes alone. */
export const exportHeaders = ['Aplauso-Export-At', 'Aplauso-Export-Cut', 'Aplauso-Export-Query', 'Content-Disposition']

export interface ExportOptions {
  readonly view: VoteLogView
  /** the key that whoever exports must bring; undefined: there is no such address */
  readonly key: string | undefined
  /** the time, Unix ms */
  readonly now: () => number
}

/** `GET /v1/logs/export`: all votes that the filter lets through, as a file. @throws StoreUnavailable */
export function createExport({ view, key, now }: ExportOptions): (question: Question) => Promise<Answer> {
  let underWay = 0

  async function* counted(lines: AsyncGenerator<string>): AsyncGenerator<string> {
    underWay += 1
    try {
      yield* lines
    } finally {
      underWay -= 1
    }
  }

  return async ({ headers, query: search }) => {
    if (key === undefined) return refusal('not_found')
    if (!bringsKey(headers.authorization, key)) {
      return refusal('unauthenticated', {}, { 'www-authenticate': 'Bearer realm="export"' })
    }
    const { query, faults } = readExportQuery(search)
    if (!query) return refusal('invalid', { errors: faults })
    if (underWay >= mostExports) return refusal('rate_limited')
    const walk = await LogWalk.begin(view, query.filter)
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
