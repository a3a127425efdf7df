import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entropyHexDigits, uuidV7 } from './uuid.ts'

const entropy = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 19, maxLength: 19 })

test('an id is a version 7 UUID that begins with its time', () => {
  expect(entropyHexDigits).toBe(19)
  fc.assert(
    fc.property(fc.nat(2 ** 45), entropy, fc.nat(1000), (nowMs, hex, index) => {
      const id = uuidV7(nowMs, hex, index)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(Number.parseInt(id.replace('-', '').slice(0, 12), 16)).toBe(nowMs)
    }),
  )
})

test('the votes of one request have different ids', () => {
  for (const hex of ['0'.repeat(19), 'f'.repeat(19)]) {
    expect(new Set(Array.from({ length: 1000 }, (_, index) => uuidV7(1, hex, index))).size).toBe(1000)
  }
})
