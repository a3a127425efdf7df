import fc from 'fast-check'
import { expect, it } from 'vitest'
import { sourceOf, sourceText } from './source.ts'

it('reads back the text of any source', () => {
  const source = fc.record({
    incarnation: fc.string({ minLength: 1 }),
    partition: fc.nat(),
    offset: fc.maxSafeInteger().map(Math.abs),
  })
  fc.assert(
    fc.property(source, (one) => {
      expect(sourceOf(sourceText(one))).toEqual(one)
    }),
  )
})

it.each(['', '1', '1:2', ':2:3', '1:x:3', '1:2:', '1:2:-3', '1:2:3.5', '1:2:12345678901234567'])(
  'takes %j for no source',
  (text) => {
    expect(sourceOf(text)).toBeUndefined()
  },
)
