import { describe, expect, it } from 'vitest'
import { refusal } from './answer.ts'

const faults = (count: number, field: string) =>
  Array.from({ length: count }, () => ({ field, code: 'format', message: 'is not written as it must be' }) as const)

describe('a problem document', () => {
  it('lists every fault while they fit', () => {
    const { status, headers, body } = refusal('invalid', { errors: faults(3, 'year') })
    expect([status, headers['cache-control']]).toEqual([422, 'no-store'])
    expect(JSON.parse(String(body))).toMatchObject({ code: 'invalid', errors: faults(3, 'year') })
  })

  it.each(['x', '🎸'.repeat(20), '\u0001'.repeat(40)])(
    'stays under 2 KB however much is wrong, and lists the first faults (%j)',
    (field) => {
      const body = String(refusal('invalid', { errors: faults(5_000, field) }).body)
      expect(Buffer.byteLength(body)).toBeLessThan(2_048)
      expect(Buffer.byteLength(body)).toBeGreaterThan(1_500)
      expect(JSON.parse(body).errors.length).toBeGreaterThan(0)
    },
  )
})
