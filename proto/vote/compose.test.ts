import { expect, test } from 'vitest'
import { rangesOf } from '../unicode/ranges.ts'
import { unassigned } from '../unicode/tables.ts'
import { compose } from './compose.ts'

const points = rangesOf(unassigned).flatMap(([first, last]) =>
  Array.from({ length: last - first + 1 }, (_, at) => first + at),
)

test('a code point that Unicode 16 does not assign stays as it is, whatever the engine makes of it', () => {
  expect(points.length).toBeGreaterThan(800_000)
  const all = points.map((point) => String.fromCodePoint(point))
  for (let at = 0; at < all.length; at += 5_000) {
    const text = all.slice(at, at + 5_000).join('')
    expect(compose(text)).toBe(text)
  }
})

test('what it parts is composed by itself', () => {
  const [gap = 0] = points
  const between = String.fromCodePoint(gap)
  expect(compose(`e\u0301${between}e\u0301`)).toBe(`é${between}é`)
  expect(compose(`e${between}\u0301`)).toBe(`e${between}\u0301`)
  expect(compose('e\u0301')).toBe('é')
})

test('marks that only a newer engine reorders stay in their order', () => {
  const newer = points.map((point) => String.fromCodePoint(point)).filter((character) => /\p{M}/u.test(character))
  for (const mark of newer) expect(compose(`a\u0345${mark}\u0334`)).toBe(`a\u0345${mark}\u0334`)
})
