import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeRelayBatch, encodeRelayBatch } from './batch.ts'

test('a batch read back is what was written, whatever its texts hold', () => {
  const entry = fc.record({ key: fc.string({ unit: 'binary', minLength: 1 }), value: fc.string({ unit: 'binary' }) })
  fc.assert(
    fc.property(fc.array(entry, { minLength: 1 }), (entries) => {
      expect(decodeRelayBatch(encodeRelayBatch(entries))).toEqual(entries)
    }),
  )
})

test.each(['', '\n', '[]', '["k"]', '["k",1]', '["","v"]', '["k","v","x"]', '{"key":"k"}', '["k","v"]\n', '["k","v"'])(
  '%j is not a batch',
  (body) => expect(decodeRelayBatch(body)).toBeUndefined(),
)
