import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readRank, readYear } from './number.ts'

const range = { min: 0, max: 100 }

test('every score of up to two decimals in the range is taken, as number and as its text', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 10_000 }), (hundredths) => {
      const score = hundredths / 100
      expect(readRank(score, range)).toEqual({ number: score })
      expect(readRank(String(score), range)).toEqual({ number: score })
      expect(readRank(score.toFixed(2), range)).toEqual({ number: score })
    }),
  )
})

test('a rank that is taken is a number of the range, whatever was sent', () => {
  fc.assert(
    fc.property(fc.oneof(fc.anything(), fc.double(), fc.stringMatching(/^[-0-9.a-zº°ſ]{1,8}$/)), (raw) => {
      const { number } = readRank(raw, range)
      if (number === undefined) return
      expect(number).toBeGreaterThanOrEqual(0)
      expect(number).toBeLessThanOrEqual(100)
      expect(Object.is(number, -0)).toBe(false)
      expect(Number(number.toFixed(2))).toBe(number)
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['1st', 1],
  ['2ND', 2],
  ['3Ro', 3],
  ['10mo', 10],
  ['4º', 4],
  ['5ª', 5],
  ['6°', 6],
  ['000001', 1],
  ['100.00', 100],
  ['-0', 0],
  ['-0.00', 0],
  [-0, 0],
])('the rank %j is %d', (raw, number) => {
  expect(readRank(raw, range)).toEqual({ number })
})

test.each([
  ['1ſt', 'format'],
  ['1.5th', 'format'],
  ['-1st', 'format'],
  ['1 st', 'format'],
  [' 1', 'format'],
  ['1\n', 'format'],
  ['+1', 'format'],
  ['.5', 'format'],
  ['5.', 'format'],
  ['1234567', 'format'],
  ['١', 'format'],
  ['8.655', 'format'],
  ['\ud800', 'format'],
  ['', 'empty'],
  [1e21, 'format'],
  [1e-7, 'format'],
  [Number.NaN, 'format'],
  ['100.01', 'out_of_range'],
  ['-0.01', 'out_of_range'],
  ['101st', 'out_of_range'],
  [true, 'type'],
  [{}, 'type'],
  [['1'], 'type'],
  [1n, 'type'],
])('the rank %s is refused: %s', (raw, fault) => {
  expect(readRank(raw, range)).toEqual({ fault })
})

test('where the contest is not known, its range is left out', () => {
  expect(readRank('999999')).toEqual({ number: 999_999 })
})

test.each([
  ['1900', { number: 1900 }],
  [2100, { number: 2100 }],
  ['001987', { number: 1987 }],
  ['1899', { fault: 'out_of_range' }],
  [2101, { fault: 'out_of_range' }],
  ['1987.0', { fault: 'format' }],
  ['-1987', { fault: 'format' }],
  ['0001987', { fault: 'format' }],
  ['', { fault: 'empty' }],
  [false, { fault: 'type' }],
])('the year %j gives %j', (raw, expected) => {
  expect(readYear(raw)).toEqual(expected)
})
