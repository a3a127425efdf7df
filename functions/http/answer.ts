import { type Code, type Fault, httpAnswers, problem, problemContentType } from '@aplauso/proto'
import { fitting } from './fitting.ts'

/** An HTTP answer; header names in lower case. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** the body, or its parts as they are made; null for an answer without one */
  readonly body: string | Uint8Array | AsyncIterable<string> | null
}

/** Titles that speak of reading; the contract's own speak of votes. */
const titles: Partial<Record<Code, string>> = {
  invalid: 'The query breaks the rules',
  unavailable: 'The figures cannot be read just now, please try again',
}

/** Whoever asks wrongly is not answered with more than this: a long query must not bring a longer answer. */
const mostProblemBytes = 2_000

/** A JSON document with status 200. */
export function document(value: unknown, headers: Answer['headers'] = {}): Answer {
  return { status: 200, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(value) }
}

/** An answer without a body. */
export function empty(status: number, headers: Answer['headers'] = {}): Answer {
  return { status, headers, body: null }
}

export interface Refusal {
  /** every fault, the first ones of which are listed: as many as fit 2 KB */
  readonly errors?: readonly Fault[]
}

/** The problem document of a code, with `Retry-After` where the contract names a time. */
export function refusal(code: Code, { errors }: Refusal = {}, headers: Answer['headers'] = {}): Answer {
  const { status, retryAfterSeconds } = httpAnswers[code]
  const { title, ...body } = problem(code)
  const shown = { ...body, title: titles[code] ?? title }
  const emptyBytes = Buffer.byteLength(JSON.stringify({ ...shown, errors: [] }))
  return {
    status,
    headers: {
      'content-type': problemContentType,
      'cache-control': 'no-store',
      ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
      ...headers,
    },
    body: JSON.stringify(errors ? { ...shown, errors: fitting(errors, emptyBytes, mostProblemBytes) } : shown),
  }
}
