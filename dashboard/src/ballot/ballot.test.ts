import { describe, expect, it } from 'vitest'
import { fillBallot, newBallotId } from './ballot.ts'

const draft = { name: 'Alux Nahual', album: 'La Trampa', year: '1989', rank: '9.5' }
const fill = (more: Partial<typeof draft>, contest = 'default') => fillBallot({ ...draft, ...more }, contest, 'id-1')
const faultsOf = (more: Partial<typeof draft>, contest?: string) =>
  fill(more, contest).faults?.map(({ field, code }) => `${field} ${code}`)

describe('a ballot', () => {
  it('has the names as they are counted, and a decimal comma as a point', () => {
    expect(fill({ name: '  Alux   Nahual ', album: 'Cafe\u0301', rank: ' 8,65 ' }).ballot).toEqual({
      id: 'id-1',
      contest: 'default',
      name: 'Alux Nahual',
      album: 'Café',
      year: '1989',
      rank: '8.65',
    })
  })

  it('reports every fault at once, by the doors’ rules', () => {
    expect(faultsOf({ name: ' ', album: 'a\u0007', year: '1850', rank: 'best' })).toEqual([
      'name required',
      'album control_character',
      'year out_of_range',
      'rank format',
    ])
    expect(faultsOf({ name: 'x'.repeat(121), rank: '101' })).toEqual(['name too_long', 'rank out_of_range'])
  })

  it('leaves the range of a contest that is not built in to the door', () => {
    expect(fill({ rank: '101' }, 'final').ballot?.rank).toBe('101')
    expect(faultsOf({ rank: 'best' }, 'final')).toEqual(['rank format'])
  })

  it('has an id of its own, a UUID', () => {
    const ids = Array.from({ length: 100 }, newBallotId)
    expect(new Set(ids).size).toBe(100)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })
})
