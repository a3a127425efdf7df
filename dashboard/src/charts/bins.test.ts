import { describe, expect, it } from 'vitest'
import { boundsOf, histogramOf, meanOf, scaleOf } from './bins.ts'

const ranks = (...list: number[]) => list.map((rank) => ({ rank, votes: 1 }))

describe('a scale of ranks', () => {
  it.each([
    ['a bin for each whole rank', ranks(1, 2), { from: 1, step: 1, count: 2 }],
    ['half steps for scores from 1 to 10', ranks(1, 9.9), { from: 1, step: 0.5, count: 18 }],
    ['tens for scores up to 100', ranks(0, 12, 100), { from: 0, step: 10, count: 11 }],
    ['one bin for no ranks', [], { from: 0, step: 1, count: 1 }],
    ['at most 20 bins for a range nobody foresaw', ranks(0, 999_999), { from: 0, step: 50_000, count: 20 }],
  ])('has %s', (_, given, scale) => {
    expect(scaleOf([{ ranks: given }])).toEqual(scale)
  })

  it('is one for all albums', () => {
    expect(scaleOf([{ ranks: ranks(3) }, { ranks: ranks(1, 5) }])).toEqual({ from: 1, step: 1, count: 5 })
  })
})

describe('a histogram', () => {
  it('counts each vote once, also at the edges', () => {
    const given = [...ranks(1, 1.49, 1.5, 9.9), { rank: 10, votes: 5 }]
    const bins = histogramOf(given, scaleOf([{ ranks: given }]))
    expect(bins.reduce((sum, votes) => sum + votes, 0)).toBe(9)
    expect([bins[0], bins[1], bins.at(-1)]).toEqual([2, 1, 5])
  })

  it('names the bounds of its bins', () => {
    expect(boundsOf({ from: 1, step: 1, count: 3 }, 2)).toEqual([3, 3])
    expect(boundsOf({ from: 1, step: 0.5, count: 3 }, 2)).toEqual([2, 2.5])
  })

  it('has a mean by votes, and none without', () => {
    expect(
      meanOf([
        { rank: 1, votes: 3 },
        { rank: 9, votes: 1 },
      ]),
    ).toBe(3)
    expect(meanOf([])).toBeNull()
  })
})
