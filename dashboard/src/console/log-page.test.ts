import { expect, it } from 'vitest'
import { readPage } from './log-page.ts'

const vote = {
  contest: 'default',
  name: 'Alux Nahual',
  album: 'La Trampa',
  year: 1989,
  rank: 9.5,
  channel: 'edge',
  at: '2026-11-25T20:15:00.250Z',
  status: 'counted',
}

it('a page has its votes oldest first, with their times as numbers', () => {
  const page = readPage({ votes: [{ ...vote, name: 'Later' }, vote], next: 'a', newest: 'b' })
  expect(page).toMatchObject({ below: 'a', above: 'b' })
  expect(page?.votes.map(({ name }) => name)).toEqual(['Alux Nahual', 'Later'])
  expect(page?.votes[0]?.atMs).toBe(Date.UTC(2026, 10, 25, 20, 15, 0, 250))
})

it('a log that nothing was ever read from has no cursors', () => {
  expect(readPage({ votes: [], next: null, newest: null })).toEqual({ votes: [], below: null, above: null })
})

it.each([
  ['nothing', null],
  ['a problem document', { code: 'unavailable' }],
  ['no cursor above its votes', { votes: [vote], next: null, newest: null }],
  ['a cursor that is a number', { votes: [], next: 1, newest: null }],
  ['a vote without a band', { votes: [{ ...vote, name: undefined }], next: null, newest: 'b' }],
  ['a vote at no time', { votes: [{ ...vote, at: 'soon' }], next: null, newest: 'b' }],
])('%s is not a page', (_, value) => {
  expect(readPage(value)).toBeUndefined()
})
