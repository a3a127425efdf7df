import { type Code, httpAnswers, type Problem, problem, problemContentType } from '@aplauso/proto'

/** An HTTP answer; header names in lower case. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** the body's text, or its parts as they are made; null for an answer without one */
  readonly body: string | AsyncIterable<string> | null
}

/** Titles that speak of reading; the contract's own speak of votes. */
const titles: Partial<Record<Code, string>> = {
  invalid: 'The query breaks the rules',
  unavailable: 'The figures cannot be read just now, please try again',
}

/** A JSON document with status 200. */
export function document(value: unknown, headers: Answer['headers'] = {}): Answer {
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

/** An answer without a body. */
export function empty(status: number, headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: null }
}

/** The problem document of a code, with `Retry-After` where the contract names a time. */
export function refusal(code: Code, more: Pick<Problem, 'errors'> = {}, headers: Answer['headers'] = {}): Answer {
  const { status, retryAfterSeconds } = httpAnswers[code]
  const body = problem(code, more)
  return {
    status,
    headers: {
      'content-type': problemContentType,
      'cache-control': 'no-store',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      ...headers,
    },
    body: JSON.stringify({ ...body, title: titles[code] ?? body.title }),
  }
}
