import { describe, expect, it } from 'vitest'
import { sortedRows, sortingBy } from './sorting.ts'

const same = <Value>(value: Value) => value

describe('sorting', () => {
  it('takes numbers as numbers', () => {
    expect(sortedRows([9, 100, 10], same, false, 'en')).toEqual([9, 10, 100])
    expect(sortedRows([9, 100, 10], same, true, 'en')).toEqual([100, 10, 9])
  })

  it('takes numbers and years in names as numbers, and letters as the language has them', () => {
    const names = ['Banda 10', 'Ñandú', 'Banda 9', 'Nube', 'Éxitos 2001', 'Éxitos 1989', 'Zeta']
    expect(sortedRows(names, same, false, 'es')).toEqual([
      'Banda 9',
      'Banda 10',
      'Éxitos 1989',
      'Éxitos 2001',
      'Nube',
      'Ñandú',
      'Zeta',
    ])
  })

  it('puts rows without a value last, whichever way', () => {
    expect(sortedRows([null, 2, 1], same, false, 'en')).toEqual([1, 2, null])
    expect(sortedRows([null, 2, 1], same, true, 'en')).toEqual([2, 1, null])
  })

  it('begins with the greatest number or the first name, and turns round', () => {
    const first = sortingBy('votes', true, null)
    expect(first).toEqual({ column: 'votes', isDescending: true })
    expect(sortingBy('votes', true, first)).toEqual({ column: 'votes', isDescending: false })
    expect(sortingBy('album', false, first)).toEqual({ column: 'album', isDescending: false })
  })
})
