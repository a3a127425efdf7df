import fc from 'fast-check'
import { expect, it } from 'vitest'
import { chunked } from './chunks.ts'

const hashes = fc.array(
  fc.record({
    key: fc.string({ minLength: 1 }),
    fields: fc.array(fc.tuple(fc.string(), fc.nat())).map((pairs) => new Map(pairs)),
  }),
)

it('sends every field once, in requests that are not too large', () => {
  fc.assert(
    fc.property(hashes, fc.integer({ min: 200, max: 2_000 }), (given, maxBytes) => {
      const chunks = [...chunked(given, maxBytes)]
      const sent = chunks.flatMap((chunk) =>
        chunk.flatMap(({ key, fields }) => [...fields].map(([field, votes]) => JSON.stringify([key, field, votes]))),
      )
      const wanted = new Map(
        given.flatMap(({ key, fields }) => [...fields].map(([field, votes]) => [JSON.stringify([key, field]), votes])),
      )
      expect(new Set(sent.map((one) => JSON.stringify(JSON.parse(one).slice(0, 2))))).toEqual(new Set(wanted.keys()))
      for (const chunk of chunks) {
        const request = chunk.flatMap(({ key, fields }) => [
          key,
          String(fields.size),
          ...[...fields].flat().map(String),
        ])
        const single = chunk.length === 1 && chunk[0]?.fields.size === 1
        if (!single) expect(Buffer.byteLength(JSON.stringify(request))).toBeLessThanOrEqual(maxBytes)
        expect(new Set(chunk.map(({ key }) => key)).size).toBe(chunk.length)
      }
    }),
  )
})
