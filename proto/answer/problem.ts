import type { Code, Fault } from './codes.ts'
import { httpAnswers } from './http.ts'

export const problemContentType = 'application/problem+json'

/** An RFC 9457 problem document. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly code: Code
  /** What to do in this case, for people. */
  readonly detail?: string
  readonly errors?: readonly Fault[]
  /** The vote's id, on a 503 about one vote: with it the caller can try again safely. */
  readonly id?: string
  readonly outcomes?: readonly unknown[]
}

/** What a case adds to the problem document of its code. */
export type ProblemCase = Pick<Problem, 'detail' | 'errors' | 'id' | 'outcomes'>

/**
 * The problem document of a code, with what this case adds.
 * @example
 * problem('invalid', { errors: [fieldFault('year', 'format')] })
 */
export function problem(code: Code, more: ProblemCase = {}): Problem {
  const { status, title } = httpAnswers[code]
  return { type: `urn:aplauso:problem:${code}`, title, status, code, ...more }
}
