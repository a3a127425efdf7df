import { expect, it } from 'vitest'
import { json } from '../boundary/replies.ts'
import { settle } from './settle.ts'

const single = {
  ...json(202, '{"status":"accepted","id":"x","contest":"default"}'),
  votes: [{ head: '', tail: '' }],
}

it('the app’s answer stays as it is where all is stored', () => {
  expect(settle(single, ['accepted'])).toBe(single)
})

it.each([[[]], [['accepted', 'accepted'] as const]])(
  'an outbox that answers %j to one vote did not accept it',
  (results) => {
    expect(settle(single, results)).toMatchObject({ status: 503, body: expect.stringContaining('"id":"x"') })
  },
)

it('codes of a batch stay in order among refused votes', () => {
  const outcomes = [
    { status: 'refused', errors: [] },
    { status: 'accepted', id: 'a', contest: 'default' },
    { status: 'refused', errors: [] },
    { status: 'accepted', id: 'b', contest: 'default' },
  ]
  const batch = { ...json(200, JSON.stringify({ outcomes })), votes: [...single.votes, ...single.votes] }
  expect(JSON.parse(settle(batch, ['full', 'accepted']).body)).toEqual({
    outcomes: [outcomes[0], { status: 'failed', id: 'a', code: 'full' }, outcomes[2], outcomes[3]],
  })
})
