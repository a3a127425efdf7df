import { codes, type Fault } from '@aplauso/proto'
import { type Answer, answerOf, nothingThere } from './answer.ts'
import type { NamedVote } from './request.ts'

const timeoutMs = 15_000

/** Casts a vote over HTTP. @param to the edge's address, such as `http://127.0.0.1:4801` */
export async function castOverEdge(vote: NamedVote, to: string): Promise<Answer> {
  try {
    const response = await fetch(new URL('/v1/votes', to), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(vote),
      signal: AbortSignal.timeout(timeoutMs),
    })
    return readAnswer(response.status, await response.text(), vote.id, to)
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError'
    return answerOf('unavailable', isLate ? `no answer within ${timeoutMs / 1000} s` : nothingThere(to), [], vote.id)
  }
}

function readAnswer(status: number, body: string, id: string, to: string): Answer {
  const { code, title, errors, contest } = members(body)
  if (status === 202 && typeof contest === 'string') return { status: 'accepted', id, contest }
  const known = codes.find((candidate) => candidate === code)
  if (!known)
    return answerOf('unavailable', `${to} answered ${status} and no problem document: is it the edge?`, [], id)
  return answerOf(known, String(title), Array.isArray(errors) ? (errors as Fault[]) : [], id)
}

function members(body: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(body)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
