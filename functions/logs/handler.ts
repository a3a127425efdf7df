import type { VoteLogView } from '@aplauso/stores'
import {
  type Answer,
  createHandler,
  document,
  type Handler,
  type HandlerOptions,
  type Question,
  refusal,
} from '../http/index.ts'
import { createExport, exportHeaders } from './export/export.ts'
import { LogShares } from './log-shares.ts'
import { openApi } from './openapi.ts'
import { readPage } from './page.ts'
import { readPageQuery } from './query/page-query.ts'
import { UnknownIncarnation } from './walk/log-walk.ts'

export interface LogsOptions extends Pick<HandlerOptions, 'allowedOrigins' | 'complain'> {
  readonly view: VoteLogView
  /** the key for exports; undefined: no exports */
  readonly exportKey?: string | undefined
  /** the time, Unix ms */
  readonly now?: () => number
}

/** The log API: `GET /v1/logs` and `GET /v1/logs/export`. */
export function logsHandler({ view, exportKey, now = Date.now, ...options }: LogsOptions): Handler {
  const shares = new LogShares()
  return createHandler({
    ...options,
    routes: [
      { path: /^\/v1\/logs$/, read: (question) => logs(view, shares, question) },
      { path: /^\/v1\/logs\/export$/, read: createExport({ view, shares, key: exportKey, now }) },
    ],
    openApi,
    isReady: async () => void (await view.incarnations()),
    requestHeaders: ['Authorization'],
    exposedHeaders: ['Retry-After', ...exportHeaders],
  })
}

async function logs(view: VoteLogView, shares: LogShares, question: Question): Promise<Answer> {
  const { query, faults } = readPageQuery(question.query)
  if (!query) return refusal('invalid', { errors: faults })
  try {
    return await shares.page(question, async (turn) =>
      document(await readPage(view, query, turn), { 'cache-control': 'no-store' }),
    )
  } catch (error) {
    if (!(error instanceof UnknownIncarnation)) throw error
    const field = query.after ? 'after' : 'cursor'
    return refusal('invalid', { errors: [{ field, code: 'format', message: `${field} is of another log` }] })
  }
}
