import { describe, expect, it } from 'vitest'
import { contestOf, isBigScreen, queryOf } from './address.ts'

describe('an address', () => {
  it.each([
    ['', 'default'],
    ['?contest=final-2026', 'final-2026'],
    ['?contest=', 'default'],
    ['?contest=../etc', 'default'],
    ['?contest=%00', 'default'],
  ])('"%s" is of the contest %s', (search, contest) => {
    expect(contestOf(search)).toBe(contest)
  })

  it('names the contest and the screen that it was made from', () => {
    const query = queryOf({ contest: 'final', bigScreen: true })
    expect([contestOf(query), isBigScreen(query)]).toEqual(['final', true])
    expect(queryOf({ contest: 'default' })).toBe('')
  })
})
