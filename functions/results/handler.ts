import { ageHeader } from '@aplauso/proto'
import type { Tally } from '@aplauso/stores'
import { createHandler, type Handler, type HandlerOptions } from '../http/index.ts'
import { allContests } from './all-contests.ts'
import { oneContest } from './one-contest.ts'

export interface ResultsOptions extends Pick<HandlerOptions, 'allowedOrigins' | 'complain'> {
  readonly tally: Pick<Tally, 'read' | 'contests'>
  /** the time, Unix ms */
  readonly now?: () => number
}

/** The results API: `GET /v1/results` and `GET /v1/results/{contest}`. */
export function resultsHandler({ tally, now = Date.now, ...options }: ResultsOptions): Handler {
  return createHandler({
    ...options,
    routes: [
      { path: /^\/v1\/results$/, read: (question) => allContests(tally, question, now()) },
      {
        path: /^\/v1\/results\/(?<contest>[^/]+)$/,
        read: (question, { contest = '' }) => oneContest(tally, contest, question, now()),
      },
    ],
    requestHeaders: ['If-None-Match'],
    exposedHeaders: ['ETag', ageHeader, 'Retry-After'],
    // Every answer has the header; where the figures' age is not known it says so.
    everyAnswer: { [ageHeader.toLowerCase()]: 'unknown' },
  })
}
