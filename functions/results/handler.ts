import { ageHeader } from '@aplauso/proto'
import type { Tally } from '@aplauso/stores'
import { createHandler, type Handler, type HandlerOptions } from '../http/index.ts'
import { allContests } from './all-contests.ts'
import { bandPage } from './bands.ts'
import { cachedTally } from './cached-tally.ts'
import { oneContest } from './one-contest.ts'
import { openApi } from './openapi.ts'

export interface ResultsOptions extends Pick<HandlerOptions, 'allowedOrigins' | 'complain'> {
  readonly tally: Pick<Tally, 'read' | 'summary'>
  /** the time, Unix ms */
  readonly now?: () => number
}

/** The results API: `GET /v1/results`, `GET /v1/results/{contest}` and `GET /v1/results/{contest}/bands`. */
export function resultsHandler({ tally, now = Date.now, ...options }: ResultsOptions): Handler {
  const cached = cachedTally(tally)
  return createHandler({
    ...options,
    routes: [
      { path: /^\/v1\/results$/, read: (question) => allContests(cached, question, now) },
      {
        path: /^\/v1\/results\/(?<contest>[^/]+)$/,
        read: (question, { contest = '' }) => oneContest(cached, contest, question, now),
      },
      {
        path: /^\/v1\/results\/(?<contest>[^/]+)\/bands$/,
        read: (question, { contest = '' }) => bandPage(cached, contest, question, now),
      },
    ],
    openApi,
    isReady: async () => void (await cached.summary()),
    requestHeaders: ['If-None-Match'],
    exposedHeaders: ['ETag', ageHeader, 'Retry-After'],
    // Every answer has the header; where the figures' age is not known it says so.
    everyAnswer: { [ageHeader.toLowerCase()]: 'unknown' },
  })
}
