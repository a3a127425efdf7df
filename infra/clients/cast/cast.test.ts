import type { Outcome } from '@aplauso/proto'
import { expect, test } from 'vitest'
import { castAll, type PreparedVote, RequestFailed, type VoteClient } from './index.ts'

const votes: PreparedVote[] = Array.from({ length: 101 }, (_, index) => ({
  number: index + 1,
  text: `{"id":"${index}"}`,
  message: { id: String(index) },
}))

type Answer = (votes: readonly PreparedVote[]) => readonly Outcome[]
const accept: Answer = (cast) => cast.map(({ number }) => ({ status: 'accepted', id: `${number}`, contest: 'default' }))

/** A client that notes the votes it casts, and gives one answer after the other, the last one repeatedly. */
function fakeClient(name: VoteClient['name'], ...answers: Answer[]): VoteClient & { seen: number[][] } {
  const seen: number[][] = []
  return {
    name,
    seen,
    async cast(cast) {
      seen.push(cast.map(({ number }) => number))
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      return (answer ?? accept)(cast)
    },
    close() {},
  }
}

test('each vote goes through one client in turn, and what has no message goes to the edge', async () => {
  const edge = fakeClient('edge', accept)
  const grpc = fakeClient('grpc', accept)
  const [first, second, third, fourth] = votes
  if (!first || !second || !third || !fourth) throw new Error('too few votes')
  const mixed = [first, { number: 99, text: 'broken' }, second, third, fourth]
  const counts = await castAll(mixed, { edge, grpc })
  expect(edge.seen).toEqual([[1, 99, 3]])
  expect(grpc.seen).toEqual([[2, 4]])
  expect(counts).toEqual({
    edge: { sent: 3, accepted: 3, refused: 0, failed: 0 },
    grpc: { sent: 2, accepted: 2, refused: 0, failed: 0 },
  })
})

test('votes travel in batches, and progress ends at the number of votes', async () => {
  const edge = fakeClient('edge', accept)
  const progress: number[] = []
  await castAll(
    votes,
    { edge, grpc: fakeClient('grpc', accept) },
    { batchVotes: 20, onProgress: (settled) => progress.push(settled) },
  )
  expect(edge.seen.map((batch) => batch.length)).toEqual([20, 20, 11])
  expect(progress.at(-1)).toBe(101)
})

test('only the votes that failed are sent again, and what never succeeds is counted as failed', async () => {
  const half: Answer = (cast) =>
    accept(cast).map((outcome, index) => (index % 2 ? { status: 'failed', id: '', code: 'full' } : outcome))
  const edge = fakeClient('edge', half)
  const counts = await castAll(
    votes.slice(0, 8),
    { edge, grpc: fakeClient('grpc', accept) },
    { attempts: 2, firstPauseMs: 1 },
  )
  expect(edge.seen).toEqual([
    [1, 3, 5, 7],
    [3, 7],
  ])
  expect(counts.edge).toEqual({ sent: 4, accepted: 3, refused: 0, failed: 1 })
})

test('a request that fails is retried with the same votes', async () => {
  const down: Answer = () => {
    throw new RequestFailed('down', { retryAfterMs: 1 })
  }
  const grpc = fakeClient('grpc', down, down, accept)
  const counts = await castAll(votes.slice(0, 4), { edge: fakeClient('edge', accept), grpc }, { firstPauseMs: 1 })
  expect(grpc.seen).toEqual([
    [2, 4],
    [2, 4],
    [2, 4],
  ])
  expect(counts.grpc).toEqual({ sent: 2, accepted: 2, refused: 0, failed: 0 })
})

test('a fault that retrying cannot fix stops the casting at both doors', async () => {
  const wrong: Answer = () => {
    throw new Error('the edge answered 404')
  }
  const grpc = fakeClient('grpc', () => {
    throw new RequestFailed('down')
  })
  const casting = castAll(votes, { edge: fakeClient('edge', wrong), grpc }, { firstPauseMs: 60_000 })
  await expect(casting).rejects.toThrow('the edge answered 404')
})

test('an aborted casting makes no further request', async () => {
  const controller = new AbortController()
  const edge = fakeClient('edge', (cast) => {
    controller.abort(new Error('stop'))
    return accept(cast)
  })
  const clients = { edge, grpc: fakeClient('grpc', accept) }
  await expect(castAll(votes, clients, { batchVotes: 1, signal: controller.signal })).rejects.toThrow('stop')
  expect(edge.seen.length).toBeLessThanOrEqual(2)
})
