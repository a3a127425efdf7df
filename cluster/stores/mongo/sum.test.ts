import { expect, it } from 'vitest'
import { sampleRecord } from '../contract/samples.ts'
import { sumRows } from './sum.ts'

it('sums far more rows than it holds at once, by partition and incarnation', async () => {
  async function* rows() {
    for (let offset = 0; offset < 12_000; offset += 1) {
      for (const incarnation of ['1', '2', '3']) {
        yield {
          source: { incarnation, partition: offset % 2, offset },
          record: sampleRecord({ contest: `c${offset % 2}`, name: incarnation }),
        }
      }
    }
  }
  const summed = { incarnation: '2', earlier: new Set(['1']), below: new Map([[0, 11_000]]) }
  const { increments: sums, rows: numbers } = await sumRows(rows(), summed)
  expect(numbers).toEqual(new Map([[0, 5_500]]))
  expect(sums.get('c0')?.bands).toEqual(
    new Map([
      ['1', 6_000],
      ['2', 5_500],
    ]),
  )
  expect(sums.get('c1')?.bands).toEqual(new Map([['1', 6_000]]))
  expect(sums.get('c0')?.total).toEqual(new Map([['', 11_500]]))
})
