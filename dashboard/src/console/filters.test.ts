import { describe, expect, it } from 'vitest'
import { filtersOf, localTimeOf, queryOfFilters, timeOfLocal, withoutEmpty } from './filters.ts'

describe('filters', () => {
  it('come back from the address that they make', () => {
    const filters = { contest: 'final-2026', band: 'Alux & Nahual=?', rankMin: '8.5', status: 'duplicate' }
    expect(filtersOf(queryOfFilters(filters))).toEqual(filters)
  })

  it('make no query if there are none', () => {
    expect(queryOfFilters({})).toBe('')
  })

  it('ignore other parameters and empty values', () => {
    expect(filtersOf('?screen=big&band=&album=%20%20&year=1989')).toEqual({ year: '1989' })
  })

  it('hold no empty field of a form, and no spaces at the ends', () => {
    expect(withoutEmpty((name) => (name === 'band' ? '  Gaby Moreno ' : ' '))).toEqual({ band: 'Gaby Moreno' })
  })
})

describe('a time', () => {
  it.each(['2026-11-25T20:15:00.000Z', '2026-11-25T20:15:07.000Z', '2026-11-25T20:15:07.250Z'])(
    'comes back from a field: %s',
    (time) => {
      expect(timeOfLocal(localTimeOf(time))).toBe(time)
    },
  )

  it('without seconds has none in a field', () => {
    expect(localTimeOf('2026-11-25T20:15:00Z')).toMatch(/T\d\d:15$/)
  })

  it('that is none leaves the field empty', () => {
    expect(localTimeOf('yesterday')).toBe('')
    expect(timeOfLocal('')).toBe('')
  })
})
