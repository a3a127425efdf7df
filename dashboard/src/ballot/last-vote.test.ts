import { expect, it } from 'vitest'
import { lastVoteIn } from './last-vote.ts'

const ballot = { id: 'id-1', contest: 'default', name: 'Ana', album: 'Uno', year: '1990', rank: '9' }

function memory() {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  }
}

it('the last vote is there for its contest until it is forgotten', () => {
  const storage = memory()
  const last = lastVoteIn(() => storage)
  last.save(ballot, 5)
  expect(last.load('default')).toEqual({ ...ballot, acceptedMs: 5 })
  expect(last.load('final-2026')).toBeUndefined()
  last.forget()
  expect(last.load('default')).toBeUndefined()
})

it.each(['null', '5', '{', '{"contest":"default"}', '{"contest":"default","acceptedMs":1,"name":2}'])(
  'anything but a vote (%s) is not shown',
  (text) => {
    const storage = memory()
    const last = lastVoteIn(() => storage)
    last.save(ballot, 5)
    for (const key of storage.items.keys()) storage.items.set(key, text)
    expect(last.load('default')).toBeUndefined()
  },
)

it('without storage there is no last vote, and no error', () => {
  const last = lastVoteIn(() => {
    throw new Error('SecurityError')
  })
  last.save(ballot, 5)
  expect(last.load('default')).toBeUndefined()
})
