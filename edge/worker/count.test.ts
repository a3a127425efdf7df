import { expect, it, vi } from 'vitest'
import { countResults } from './count.ts'

it('a request’s results are one data point each', () => {
  const writeDataPoint = vi.fn()
  countResults({ writeDataPoint }, ['accepted', 'full', 'accepted'])
  expect(writeDataPoint.mock.calls).toEqual([
    [{ indexes: ['accepted'], blobs: ['accepted'], doubles: [2] }],
    [{ indexes: ['full'], blobs: ['full'], doubles: [1] }],
  ])
})

it('nothing is counted where there is no dataset', () => {
  expect(() => countResults(undefined, ['accepted'])).not.toThrow()
})
