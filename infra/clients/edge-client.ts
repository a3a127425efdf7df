import { codes, type Fault, type Outcome } from '@aplauso/proto'
import { answerOf, nothingAnswersAt, type VoteAnswer } from './vote/answer.ts'
import { RequestFailed, type SingleVoteClient, tooLarge } from './vote-client.ts'

const requestTimeoutMs = 15_000

/** The client of the edge at `url`, such as `http://127.0.0.1:4801`. A batch travels as NDJSON, each vote as its text. */
export function edgeClient(url: string): SingleVoteClient {
  const target = new URL('/v1/votes', url)
  return {
    name: 'edge',
    async cast(votes) {
      const body = votes.map(({ text }) => text).join('\n')
      const response = await post(target, 'application/x-ndjson', body).catch(fail)
      if (response.ok) return outcomesIn(await response.json().catch(fail), votes.length)
      if (response.status === 413 && votes.length === 1) return tooLarge(votes)
      const failure = `the edge answered ${response.status}`
      if (response.status < 500 && response.status !== 429) throw new Error(`${failure}: ${await response.text()}`)
      // A problem of the whole batch may still carry each vote's outcome.
      const problem: unknown = await response.json().catch(() => ({}))
      if (hasOutcomes(problem)) return outcomesIn(problem, votes.length)
      throw new RequestFailed(failure, Number(response.headers.get('retry-after')) * 1000 || undefined)
    },
    async castVote(vote) {
      try {
        const response = await post(target, 'application/json', JSON.stringify(vote))
        return readAnswer(response.status, await response.text(), vote.id, url)
      } catch (error) {
        const isLate = error instanceof Error && error.name === 'TimeoutError'
        const message = isLate ? `no answer within ${requestTimeoutMs / 1000} s` : nothingAnswersAt(url)
        return answerOf('unavailable', message, [], vote.id)
      }
    },
    close() {},
  }
}

function post(target: URL, contentType: string, body: string): Promise<Response> {
  const signal = AbortSignal.timeout(requestTimeoutMs)
  return fetch(target, { method: 'POST', headers: { 'content-type': contentType }, body, signal })
}

function fail(error: unknown): never {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  throw new RequestFailed(`the edge did not answer: ${cause instanceof Error ? cause.message : cause}`)
}

function hasOutcomes(answer: unknown): answer is { outcomes: readonly Outcome[] } {
  return typeof answer === 'object' && answer !== null && 'outcomes' in answer && Array.isArray(answer.outcomes)
}

function outcomesIn(answer: unknown, expected: number): readonly Outcome[] {
  if (hasOutcomes(answer) && answer.outcomes.length === expected) return answer.outcomes
  throw new Error(`the edge's answer does not hold ${expected} outcomes`)
}

function readAnswer(status: number, body: string, id: string, url: string): VoteAnswer {
  const { code, title, errors, contest } = members(body)
  if (status === 202 && typeof contest === 'string') return { status: 'accepted', id, contest }
  const known = codes.find((candidate) => candidate === code)
  if (!known)
    return answerOf('unavailable', `${url} answered ${status} without a problem document: is it the edge?`, [], id)
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
