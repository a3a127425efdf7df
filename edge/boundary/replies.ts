import { type Code, httpAnswers, type Problem, problem, problemContentType } from '@aplauso/proto'
import type { Answer } from './answer.ts'

/** An answer that carries a JSON text. */
export function json(status: number, body: string): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body, votes: [] }
}

/** The answer to a request that is refused, or failed, as a whole: a problem document. */
export function refuse(code: Code, more: Pick<Problem, 'errors' | 'id' | 'outcomes'> = {}): Answer {
  const { status, retryAfterSeconds } = httpAnswers[code]
  const retryAfter = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }
  return {
    status,
    headers: { 'content-type': problemContentType, ...retryAfter },
    body: JSON.stringify(problem(code, more)),
    votes: [],
  }
}
