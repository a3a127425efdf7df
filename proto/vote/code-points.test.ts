import fc from 'fast-check'
import { test } from 'vitest'
import { countCodePoints } from './code-points.ts'

test('counts as iterating does, halves of surrogate pairs too', () => {
  const unit = fc.constantFrom('a', 'é', '\ud83c', '\udfb8', '🎸', '\udbff', '\udfff')
  fc.assert(fc.property(fc.string({ unit }), (text) => countCodePoints(text) === [...text].length))
})
