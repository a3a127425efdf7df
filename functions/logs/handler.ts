import type { VoteArchive } from '@aplauso/stores'
import { createHandler, document, type Handler, type HandlerOptions, refusal } from '../http/index.ts'
import { readLimit } from './limit.ts'
import { logPage } from './page.ts'

export interface LogsOptions extends Pick<HandlerOptions, 'allowedOrigins' | 'complain'> {
  readonly archive: Pick<VoteArchive, 'latest'>
}

/** The log API: `GET /v1/logs`. */
export function logsHandler({ archive, ...options }: LogsOptions): Handler {
  return createHandler({
    ...options,
    routes: [
      {
        path: /^\/v1\/logs$/,
        async read({ query }) {
          const { limit, fault } = readLimit(query)
          if (fault) return refusal('invalid', { errors: [fault] })
          return document(logPage(await archive.latest(limit)), { 'cache-control': 'no-store' })
        },
      },
    ],
    exposedHeaders: ['Retry-After'],
  })
}
