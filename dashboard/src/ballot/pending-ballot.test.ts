import { expect, it } from 'vitest'
import { hasPendingBallot } from './has-pending-ballot.ts'
import { pendingBallotIn } from './pending-ballot.ts'

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

it('a ballot that was not answered is there when the page is opened again', () => {
  const storage = memory()
  pendingBallotIn(() => storage).save(ballot)
  const later = pendingBallotIn(() => storage)
  expect(later.load()).toEqual(ballot)
  expect(hasPendingBallot(() => storage)).toBe(true)
  later.clear()
  expect(later.load()).toBeUndefined()
  expect(hasPendingBallot(() => storage)).toBe(false)
})

it.each(['', 'null', '5', '{"id":"x"}', '[]', '{'])('anything else (%s) is not taken for a ballot', (text) => {
  const storage = memory()
  const pending = pendingBallotIn(() => storage)
  pending.save(ballot)
  for (const key of storage.items.keys()) storage.items.set(key, text)
  expect(pending.load()).toBeUndefined()
})

it('a browser without storage still votes', () => {
  const pending = pendingBallotIn(() => {
    throw new DOMException('denied', 'SecurityError')
  })
  pending.save(ballot)
  pending.clear()
  expect(pending.load()).toBeUndefined()
})
