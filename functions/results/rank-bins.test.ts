import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanOf, rankBins } from './rank-bins.ts'

const each = (...ranks: number[]) => ranks.map((rank) => ({ rank, votes: 1 }))
const upTo = (count: number, step = 1) => each(...Array.from({ length: count }, (_, at) => at * step))

describe('bins of ranks', () => {
  it('are the ranks themselves where there are few', () => {
    expect(rankBins([each(10, 8.5, -3)])).toEqual([
      [
        { rank: -3, to: 8.5, votes: 1 },
        { rank: 8.5, to: 10, votes: 1 },
        { rank: 10, to: 10, votes: 1 },
      ],
    ])
    expect(rankBins([upTo(24)])[0]).toHaveLength(24)
    expect(rankBins([[]])).toEqual([[]])
  })

  it('have round bounds where there are many, the greatest rank in the last one', () => {
    const [bins = []] = rankBins([upTo(101)])
    expect(bins).toHaveLength(20)
    expect(bins[0]).toEqual({ rank: 0, to: 5, votes: 5 })
    expect(bins.at(-1)).toEqual({ rank: 95, to: 100, votes: 6 })
  })

  it('are never more than 24', () => {
    expect([25, 31, 41, 49].map((count) => rankBins([upTo(count)])[0]?.length)).toEqual([24, 15, 20, 24])
  })

  it('are exact in hundredths', () => {
    const [bins = []] = rankBins([upTo(48, 0.01)])
    expect(bins).toHaveLength(24)
    expect(bins[7]).toEqual({ rank: 0.14, to: 0.16, votes: 2 })
  })

  it('are on one scale for all albums that need one', () => {
    const [one = [], other = [], few = []] = rankBins([upTo(101), upTo(30), each(0.07)])
    expect(one[1]).toEqual({ rank: 5, to: 10, votes: 5 })
    expect(other[1]).toEqual({ rank: 5, to: 10, votes: 5 })
    expect(few).toEqual([{ rank: 0.07, to: 0.07, votes: 1 }])
  })

  it('hold every vote once, where its rank belongs, and are never more than 24', () => {
    const rank = fc.integer({ min: -99_999_900, max: 99_999_900 }).map((hundredths) => hundredths / 100)
    const ranks = fc.uniqueArray(fc.record({ rank, votes: fc.integer({ min: 1, max: 9 }) }), {
      selector: (one) => one.rank,
      maxLength: 60,
    })
    fc.assert(
      fc.property(ranks, (given) => {
        const [bins = []] = rankBins([given])
        expect(bins.length).toBeLessThanOrEqual(24)
        for (const [at, bin] of bins.entries()) {
          const isLast = at === bins.length - 1
          const inside = given.filter(
            (one) => one.rank >= bin.rank && (one.rank < bin.to || (isLast && one.rank === bin.to)),
          )
          expect(bin.votes).toBe(inside.reduce((sum, { votes }) => sum + votes, 0))
        }
        const all = bins.reduce((sum, { votes }) => sum + votes, 0)
        expect(all).toBe(given.reduce((sum, { votes }) => sum + votes, 0))
      }),
    )
  })
})

describe('a mean', () => {
  it.each([
    [[1, 2], 1.5],
    [[8.5, 8.51], 8.51],
    [[-1, -1.01], -1],
    [[0], 0],
  ])('of %j is %d, rounded half up to two places', (ranks, mean) => {
    expect(meanOf(each(...ranks), ranks.length)).toBe(mean)
  })

  it('is unknown where not all ranks are known', () => {
    expect(meanOf(each(1, 2), 3)).toBeNull()
    expect(meanOf([], 0)).toBeNull()
  })
})
