import type { LogBatch } from '@aplauso/stores'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { splitBatch } from './split-batch.ts'

it('cuts a batch so that both parts together are the batch, whatever gaps it has', () => {
  const offsets = fc.uniqueArray(fc.nat({ max: 1_000 }), { minLength: 2, maxLength: 30 })
  fc.assert(
    fc.property(offsets, fc.nat({ max: 5 }), fc.nat({ max: 5 }), (given, before, after) => {
      const records = given
        .sort((a, b) => a - b)
        .map((offset) => ({ offset: offset + 5, key: `k${offset}`, value: '' }))
      const first = (records[0]?.offset ?? 0) - before
      const next = (records.at(-1)?.offset ?? 0) + 1 + after
      const batch: LogBatch = { partition: 1, first, next, end: 2_000, records }
      const [head, tail] = splitBatch(batch)
      expect([head.first, tail.next]).toEqual([first, next])
      expect(head.next).toBe(tail.first)
      expect([...head.records, ...tail.records]).toEqual(records)
      for (const { records: part, first: from, next: to } of [head, tail]) {
        expect(part.length).toBeGreaterThan(0)
        expect(part.every(({ offset }) => offset >= from && offset < to)).toBe(true)
      }
    }),
  )
})
