import type { Outcome } from '@aplauso/proto'
import type { Ballot } from './ballot.ts'
import { type Door, DoorUnavailable, tooLarge } from './door.ts'

const requestTimeoutMs = 15_000

/** The HTTP door at `url`, such as `http://127.0.0.1:4801`. Votes travel as NDJSON, each as it stands in its file. */
export function edgeDoor(url: string): Door {
  const target = new URL('/v1/votes', url)
  return {
    name: 'edge',
    async cast(ballots) {
      const response = await post(target, ballots)
      if (response.ok) return outcomesIn(await answerOf(response), ballots.length)
      if (response.status === 413 && ballots.length === 1) return tooLarge(ballots)
      const told = `the edge answered ${response.status}`
      if (response.status < 500 && response.status !== 429) throw new Error(`${told}: ${await response.text()}`)
      // A problem of a whole batch may still tell each vote's outcome.
      const answer = await answerOf(response).catch(() => ({}))
      if (hasOutcomes(answer)) return outcomesIn(answer, ballots.length)
      throw new DoorUnavailable(told, Number(response.headers.get('retry-after')) * 1000 || undefined)
    },
    close() {},
  }
}

async function post(target: URL, ballots: readonly Ballot[]): Promise<Response> {
  try {
    return await fetch(target, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson' },
      body: ballots.map(({ text }) => text).join('\n'),
      signal: AbortSignal.timeout(requestTimeoutMs),
    })
  } catch (error) {
    throw unavailable(error)
  }
}

async function answerOf(response: Response): Promise<unknown> {
  try {
    return await response.json()
  } catch (error) {
    throw unavailable(error)
  }
}

function unavailable(error: unknown): DoorUnavailable {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return new DoorUnavailable(`the edge did not answer: ${cause instanceof Error ? cause.message : cause}`)
}

function hasOutcomes(answer: unknown): answer is { outcomes: readonly Outcome[] } {
  return typeof answer === 'object' && answer !== null && 'outcomes' in answer && Array.isArray(answer.outcomes)
}

function outcomesIn(answer: unknown, expected: number): readonly Outcome[] {
  if (hasOutcomes(answer) && answer.outcomes.length === expected) return answer.outcomes
  throw new Error(`the edge answered something else than ${expected} outcomes`)
}
