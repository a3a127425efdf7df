import type { Code } from './codes.ts'

interface HttpAnswer {
  readonly status: number
  readonly title: string
  /** Whether the answer names a time after which to try again. */
  readonly retryAfterSeconds?: number
}

/** The one mapping of codes to HTTP. */
export const httpAnswers: Readonly<Record<Code, HttpAnswer>> = {
  malformed: { status: 400, title: 'The body is not readable JSON' },
  unauthenticated: { status: 401, title: 'Credentials are missing or wrong' },
  not_found: { status: 404, title: 'There is no such address' },
  unknown_contest: { status: 404, title: 'There is no such contest' },
  method_not_allowed: { status: 405, title: 'This address does not take that method' },
  timeout: { status: 408, title: 'The body took too long to arrive' },
  contest_not_open: { status: 409, title: 'The contest is not open yet' },
  contest_closed: { status: 409, title: 'The contest is closed' },
  too_large: { status: 413, title: 'The request is too large' },
  unsupported_media_type: { status: 415, title: 'The content type is not one this address takes' },
  invalid: { status: 422, title: 'The vote breaks the rules' },
  rate_limited: { status: 429, title: 'Too many requests', retryAfterSeconds: 10 },
  full: { status: 503, title: 'Too many votes are waiting, please try again', retryAfterSeconds: 2 },
  unavailable: { status: 503, title: 'The vote could not be stored, please try again', retryAfterSeconds: 2 },
  internal: { status: 500, title: 'Something went wrong on our side' },
}
