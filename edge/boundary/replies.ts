import { type Code, httpAnswers, type ProblemCase, problem, problemContentType } from '@aplauso/proto'
import type { Answer } from './answer.ts'

/** An answer that carries a JSON text. */
export function json(status: number, body: string, headers: Answer['headers'] = {}): Answer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body, votes: [] }
}

/** The answer to a request that is refused, or failed, as a whole: a problem document. */
export function refuse(code: Code, more: ProblemCase = {}, headers: Answer['headers'] = {}): Answer {
  const { status, retryAfterSeconds } = httpAnswers[code]
  const retryAfter = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  return {
    status,
    headers: { 'content-type': problemContentType, ...retryAfter, ...headers },
    body: JSON.stringify(problem(code, more)),
    votes: [],
  }
}
