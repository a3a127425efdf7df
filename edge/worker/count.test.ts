import { expect, it, vi } from 'vitest'
import { countOutcomes } from './count.ts'

it('a request’s outcomes are one data point each', () => {
  const writeDataPoint = vi.fn()
  countOutcomes({ writeDataPoint }, ['accepted', 'full', 'accepted'])
  expect(writeDataPoint.mock.calls).toEqual([
    [{ indexes: ['accepted'], blobs: ['accepted'], doubles: [2] }],
    [{ indexes: ['full'], blobs: ['full'], doubles: [1] }],
  ])
})

it('nothing is counted where there is no dataset', () => {
  expect(() => countOutcomes(undefined, ['accepted'])).not.toThrow()
})
