import { expect, test } from 'vitest'
import { type PreparedVote, RequestFailed, type VoteClient } from '../../clients/cast/index.ts'
import { retryingClient } from './retrying-client.ts'

const votes: PreparedVote[] = ['a', 'b', 'c'].map((id, at) => ({
  number: at + 1,
  text: `{"id":"${id}"}`,
  message: { id },
}))
const accepted = (id = '') => ({ status: 'accepted', id, contest: 'default' }) as const
const failed = { status: 'failed', id: '', code: 'unavailable' } as const

/** A client whose votes fail until they were sent so often. */
function clientAccepting(attempts: Readonly<Record<string, number>>): VoteClient & { readonly calls: string[] } {
  const sent = new Map<string, number>()
  const calls: string[] = []
  return {
    name: 'grpc',
    calls,
    async cast(batch) {
      calls.push(batch.map(({ message }) => message?.id).join(''))
      if (calls.length === 1) throw new RequestFailed('not yet')
      return batch.map(({ message }) => {
        const id = message?.id ?? ''
        sent.set(id, (sent.get(id) ?? 0) + 1)
        return (sent.get(id) ?? 0) >= (attempts[id] ?? 1) ? accepted(id) : failed
      })
    },
    close() {},
  }
}

test('votes that failed are sent again until they are accepted, and their outcomes keep the order', async () => {
  const client = clientAccepting({ b: 3 })
  const outcomes = await retryingClient(client, 60_000).cast(votes)
  expect(outcomes).toEqual(['a', 'b', 'c'].map((id) => accepted(id)))
  expect(client.calls).toEqual(['abc', 'abc', 'b', 'b'])
})

test('what has not been accepted when the window is over has failed', async () => {
  const client = clientAccepting({ b: Number.POSITIVE_INFINITY })
  const outcomes = await retryingClient(client, 1_000).cast(votes)
  expect(outcomes).toEqual([accepted('a'), failed, accepted('c')])
})
