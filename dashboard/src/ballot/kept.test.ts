import { expect, it } from 'vitest'
import { ballotKeeper } from './kept.ts'

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
  ballotKeeper(() => storage).keep(ballot)
  const later = ballotKeeper(() => storage)
  expect(later.kept()).toEqual(ballot)
  later.forget()
  expect(later.kept()).toBeUndefined()
})

it.each(['', 'null', '5', '{"id":"x"}', '[]', '{'])('what is no ballot (%s) is not taken for one', (text) => {
  const storage = memory()
  const keeper = ballotKeeper(() => storage)
  keeper.keep(ballot)
  for (const key of storage.items.keys()) storage.items.set(key, text)
  expect(keeper.kept()).toBeUndefined()
})

it('a browser without storage is no reason to fail', () => {
  const keeper = ballotKeeper(() => {
    throw new DOMException('denied', 'SecurityError')
  })
  keeper.keep(ballot)
  keeper.forget()
  expect(keeper.kept()).toBeUndefined()
})
