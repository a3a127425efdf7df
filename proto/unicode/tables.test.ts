import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isNonstarter, pointsOf, tablesSource } from './generate.ts'
import { classOf, rangesOf, tableOf } from './ranges.ts'
import { defaultIgnorable, emoji, format, letter, mark, nonstarter, unassigned, whiteSpace } from './tables.ts'

const tables = { unassigned, format, letter, mark, nonstarter, whiteSpace, defaultIgnorable, emoji }

const all = Array.from({ length: 0x110000 }, (_, point) => point)

function inTable(table: string): (point: number) => boolean {
  const points = new Uint8Array(0x110000)
  for (const [first, last] of rangesOf(table)) points.fill(1, first, last + 1)
  return (point) => points[point] === 1
}

const isUnassigned = inTable(tables.unassigned)

test('the tables are what the generator makes of the pinned data', () => {
  expect(readFileSync(new URL('tables.ts', import.meta.url), 'utf8')).toBe(tablesSource())
})

test.each([
  ['unassigned', 'General_Category/Unassigned'],
  ['format', 'General_Category/Format'],
  ['letter', 'General_Category/Letter'],
  ['mark', 'General_Category/Mark'],
  ['whiteSpace', 'Binary_Property/White_Space'],
  ['defaultIgnorable', 'Binary_Property/Default_Ignorable_Code_Point'],
] as const)('the table %s holds the code points of %s and no other', (name, property) => {
  expect(all.filter(inTable(tables[name]))).toEqual(pointsOf(property))
})

// A newer engine than Unicode 16 knows more characters; what 16 assigns has the same properties there.
test.each([
  ['format', /\p{Cf}/u],
  ['letter', /\p{L}/u],
  ['mark', /\p{M}/u],
  ['whiteSpace', /\p{White_Space}/u],
  ['defaultIgnorable', /\p{Default_Ignorable_Code_Point}/u],
  ['emoji', /(?![0-9#*])\p{Emoji}/u],
] as const)('for every assigned code point the table %s agrees with the engine', (name, pattern) => {
  const isIn = inTable(tables[name])
  const assigned = all.filter((point) => !isUnassigned(point) && (point < 0xd800 || point > 0xdfff))
  expect(assigned.length).toBeGreaterThan(150_000)
  expect(assigned.filter((point) => isIn(point) !== pattern.test(String.fromCodePoint(point)))).toEqual([])
})

test('what the engine lacks, 16 lacks too', () => {
  expect(all.filter((point) => !isUnassigned(point) && /\p{Cn}/u.test(String.fromCodePoint(point)))).toEqual([])
})

test('only marks are reordered', () => {
  const isIn = inTable(tables.nonstarter)
  const assigned = all.filter((point) => !isUnassigned(point) && (point < 0xd800 || point > 0xdfff))
  expect(assigned.filter((point) => isIn(point) !== isNonstarter(point))).toEqual([])
})

test('a table gives back its ranges, and its class matches them alone', () => {
  const points = fc
    .uniqueArray(fc.nat(3_000), { minLength: 1, maxLength: 30 })
    .map((some) => some.sort((a, b) => a - b))
  fc.assert(
    fc.property(points, (some) => {
      const table = tableOf(some.map((point) => [point, point]))
      expect(rangesOf(table).map(([first]) => first)).toEqual(some)
      const pattern = new RegExp(`^[${classOf(table)}]$`, 'u')
      for (let point = 0; point <= 3_001; point += 1) {
        expect(pattern.test(String.fromCodePoint(point))).toBe(some.includes(point))
      }
    }),
    { numRuns: 20 },
  )
})
