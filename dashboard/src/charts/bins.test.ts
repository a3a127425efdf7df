import { describe, expect, it } from 'vitest'
import { boundsOf, histogramOf, meanOf, scaleOf } from './bins.ts'

const ranks = (...list: number[]) => list.map((rank) => ({ rank, to: rank, votes: 1 }))

describe('a scale of ranks', () => {
  it.each([
    ['a bin for each whole rank', ranks(1, 2), { from: 1, step: 1, count: 2, unit: 1, to: 2 }],
    ['half steps for scores from 1 to 10', ranks(1, 9.9), { from: 1, step: 0.5, count: 18, unit: 0.01, to: 9.9 }],
    ['tens for scores up to 100', ranks(0, 12, 100), { from: 0, step: 10, count: 11, unit: 1, to: 100 }],
    ['one bin for no ranks', [], { from: 0, step: 1, count: 1, unit: 1, to: 0 }],
    [
      'at most 20 bins for a range nobody foresaw',
      ranks(0, 999_999),
      { from: 0, step: 50_000, count: 20, unit: 1, to: 999_999 },
    ],
  ])('has %s', (_, given, scale) => {
    expect(scaleOf([{ ranks: given }])).toEqual(scale)
  })

  it('is one for all albums', () => {
    expect(scaleOf([{ ranks: ranks(3) }, { ranks: ranks(1, 5) }])).toEqual({
      from: 1,
      step: 1,
      count: 5,
      unit: 1,
      to: 5,
    })
  })
})

describe('a histogram', () => {
  it('counts each vote once, also at the edges', () => {
    const given = [...ranks(1, 1.49, 1.5, 9.9), { rank: 10, to: 10, votes: 5 }]
    const bins = histogramOf(given, scaleOf([{ ranks: given }]))
    expect(bins.reduce((sum, votes) => sum + votes, 0)).toBe(9)
    expect([bins[0], bins[1], bins.at(-1)]).toEqual([2, 1, 5])
  })

  it.each([
    ['whole ranks', ranks(0, 12, 35), 4, ['0–9', '10–19', '20–29', '30–35']],
    ['ranks with decimals', ranks(1, 1.5, 2.25), 20, ['1–1.49', '1.5–1.99', '2–2.25']],
    ['a bin for each rank', ranks(1, 2, 3), 20, ['1–1', '2–2', '3–3']],
    [
      'ranks that the API has put together',
      [
        { rank: 0, to: 10, votes: 1 },
        { rank: 10, to: 20, votes: 1 },
      ],
      2,
      ['0–9.99', '10–20'],
    ],
  ])('names bins that share no rank: %s', (_, given, most, names) => {
    const scale = scaleOf([{ ranks: given }], most)
    expect(Array.from({ length: scale.count }, (_, index) => boundsOf(scale, index).join('–'))).toEqual(names)
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
