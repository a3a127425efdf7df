import { expect, it } from 'vitest'
import { albumKey } from '../figures/figures.ts'
import { suggestYears, yearsOf } from './years.ts'

const vote = (year: unknown, more = {}) => ({ contest: 'default', name: 'Ana', album: 'Uno', year, ...more })
const album = albumKey({ band: 'Ana', title: 'Uno' })

it('suggests the year that most of the last votes name', () => {
  const page = { votes: [vote(1991), vote(1990), vote(1990), vote(2000, { album: 'Dos' })] }
  expect(yearsOf(page, 'default').get(album)).toBe('1990')
})

it('suggests nothing from another contest’s votes, or from what it cannot read', async () => {
  expect(yearsOf({ votes: [vote(1990, { contest: 'final' }), vote('x'), null] }, 'default').size).toBe(0)
  expect(yearsOf('text', 'default').size).toBe(0)
  expect((await suggestYears('https://l.example', 'default', () => Promise.reject(new TypeError()))).size).toBe(0)
})
