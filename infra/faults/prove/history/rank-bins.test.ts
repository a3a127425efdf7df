import { expect, it } from 'vitest'
import { Expectation } from './expected.ts'
import { expectedInBins } from './rank-bins.ts'
import { fieldOf } from './sums.ts'

const field = (rank: number) => fieldOf('default', 'A', 'B', rank)

it('what was cast is summed in the bins that results show, and a rank in none of them stays as it is', () => {
  const expected = new Expectation()
  for (const rank of [1, 1.5, 2, 3, 3.5, 9]) {
    expected.add({ contents: { contest: 'default', band: 'A', album: 'B', year: 2000, rank }, doors: ['edge'] })
  }
  const bins = [
    { rank: 1, to: 2 },
    { rank: 2, to: 3 },
    { rank: 3, to: 3.5 },
  ]
  const { least, most } = expectedInBins(expected, new Map([[fieldOf('default', 'A', 'B'), bins]]))
  const sums = [
    [field(1), 2],
    [field(2), 1],
    [field(3), 2],
    [field(9), 1],
  ]
  expect([...least.ranks]).toEqual(sums)
  expect([...most.ranks]).toEqual(sums)
  expect(least.bands).toBe(expected.least.bands)
})
