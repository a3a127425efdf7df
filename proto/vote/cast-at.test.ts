import fc from 'fast-check'
import { expect, test } from 'vitest'
import { castAtIsValid } from './cast-at.ts'

test('every time that the calendar has is valid, with any offset', () => {
  const times = fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true })
  fc.assert(
    fc.property(times, fc.nat(23), fc.nat(59), fc.constantFrom('+', '-'), (time, hours, minutes, sign) => {
      const [text] = time.toISOString().split('Z')
      const two = (number: number) => String(number).padStart(2, '0')
      expect(castAtIsValid(`${text}Z`)).toBe(true)
      expect(castAtIsValid(`${text}${sign}${two(hours)}:${two(minutes)}`)).toBe(true)
    }),
  )
})

test('a day is valid if and only if its month has it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1900, max: 2200 }), fc.nat(14), fc.nat(33), (year, month, day) => {
      const date = new Date(Date.UTC(year, month - 1, day))
      const exists = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
      const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}T00:00:00Z`
      expect(castAtIsValid(text)).toBe(exists)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['2026-11-25T20:15:00.123456789z', true],
  ['2026-11-25t20:15:00-23:59', true],
  ['2000-02-29T00:00:00Z', true],
  ['1900-02-29T00:00:00Z', false],
  ['2026-11-25T20:15:60Z', false],
  ['2026-11-25T24:00:00Z', false],
  ['2026-11-25T20:60:00Z', false],
  ['2026-11-25T20:15:00+24:00', false],
  ['2026-11-25T20:15:00+00:60', false],
  ['2026-11-25T20:15:00.1234567890Z', false],
  ['2026-11-25T20:15:00.Z', false],
  ['2026-11-25T20:15:00', false],
  ['2026-11-25 20:15:00Z', false],
  ['2026-11-25T20:15Z', false],
  ['+02026-11-25T20:15:00Z', false],
  ['2026-11-25T20:15:00Z\n', false],
  ['', false],
])('%j: %s', (text, valid) => {
  expect(castAtIsValid(text)).toBe(valid)
})
