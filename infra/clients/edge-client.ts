import { messageOf } from '@aplauso/process/portable'
import { codes, type Fault, type Outcome } from '@aplauso/proto'
import { connectionFault, notReached } from './connection-fault.ts'
import { type PostAnswer, PostClient } from './http-post.ts'
import { answerOf, type VoteAnswer } from './vote/answer.ts'
import { RequestFailed, type SingleVoteClient, tooLarge } from './vote-client.ts'

const requestTimeoutMs = 15_000
const maxConnections = 1_024

/**
 * The client of the edge at `url`, such as `http://127.0.0.1:4801`. A batch travels as NDJSON, each vote as its text.
 * @example
 * const outcomes = await edgeClient('http://127.0.0.1:4801').cast(votes)
 */
export function edgeClient(url: string): SingleVoteClient {
  const client = new PostClient(new URL('/v1/votes', url), { maxConnections, timeoutMs: requestTimeoutMs })
  return {
    name: 'edge',
    async cast(votes) {
      const body = votes.map(({ text }) => text).join('\n')
      const answer = await client.post('application/x-ndjson', body).catch((error: unknown) => fail(error, url))
      const { status, retryAfterMs } = answer
      if (status === 200) return outcomesIn(members(answer.body), votes.length)
      if (status === 413 && votes.length === 1) return tooLarge(votes)
      const failure = `the edge answered ${status}`
      if (status < 500 && status !== 429) throw new Error(`${failure}: ${answer.body}`)
      // A problem of the whole batch may still carry each vote's outcome.
      const problem = members(answer.body)
      if (hasOutcomes(problem)) return outcomesIn(problem, votes.length)
      throw new RequestFailed(failure, { retryAfterMs })
    },
    async castVote(vote) {
      try {
        return readAnswer(await client.post('application/json', JSON.stringify(vote)), vote.id, url)
      } catch (error) {
        const isLate = error instanceof Error && error.name === 'AbortError'
        const message = isLate
          ? `no answer within ${requestTimeoutMs / 1000} s`
          : notReached(url, reasonOf(error), '--to')
        return answerOf('unavailable', message, [], vote.id)
      }
    },
    close: () => client.close(),
  }
}

function fail(error: unknown, url: string): never {
  const { isConnected = true } = connectionFault(error) ?? {}
  throw new RequestFailed(notReached(url, reasonOf(error), '--edge'), { isConnected })
}

function reasonOf(error: unknown): string {
  return connectionFault(error)?.reason ?? messageOf(error)
}

function hasOutcomes(answer: unknown): answer is { outcomes: readonly Outcome[] } {
  return typeof answer === 'object' && answer !== null && 'outcomes' in answer && Array.isArray(answer.outcomes)
}

function outcomesIn(answer: unknown, expected: number): readonly Outcome[] {
  if (hasOutcomes(answer) && answer.outcomes.length === expected) return answer.outcomes
  throw new Error(`the edge's answer does not hold ${expected} outcomes`)
}

function readAnswer({ status, body }: PostAnswer, id: string, url: string): VoteAnswer {
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
