import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { rangesOf } from '../unicode/ranges.ts'
import { nonstarter, unassigned } from '../unicode/tables.ts'
import { isSurelyLongerThan, mostComposed, mostMarksComposed } from './measure.ts'
import { settleName, settleText } from './text.ts'

const lengthOf = (text: string) => Array.from(text).length
const isIn = (table: string, point: number) => rangesOf(table).some(([first, last]) => first <= point && point <= last)

/** Every code point that may stand in a text but for those that are never composed: not assigned, surrogates, private. */
const characters = Array.from({ length: 0x110000 }, (_, point) => point)
  .filter((point) => (point < 0xd800 || point > 0xf8ff) && point < 0xf0000)
  .map((point) => String.fromCodePoint(point))
  .filter((character) => !/\p{Cn}/u.test(character))
const composed = characters.filter((character) => character.normalize('NFD') !== character)

describe('over all of Unicode', () => {
  test('no character of an NFC text is composed of more than four, nor takes up more than three marks', () => {
    const stable = characters.filter((character) => character.normalize('NFC') === character)
    const sizes = stable.map((character) => lengthOf(character.normalize('NFD')))
    expect(Math.max(...new Set(sizes))).toBe(mostComposed)
    const marks = stable
      .filter((character) => character.normalize('NFD') !== character)
      .map((character) => {
        const parts = Array.from(character.normalize('NFD'))
        return parts.filter((part) => isIn(nonstarter, part.codePointAt(0) ?? 0)).length
      })
    expect(Math.max(...new Set(marks))).toBe(mostMarksComposed)
  })

  test('a mark alone is composed of nothing: the character in front of a run is all that takes up marks', () => {
    const marks = characters.filter((character) => isIn(nonstarter, character.codePointAt(0) ?? 0))
    expect(marks.length).toBeGreaterThan(900)
    for (const mark of marks) {
      const parts = Array.from(mark.normalize('NFC'))
      expect(parts.every((part) => part.normalize('NFD') === part)).toBe(true)
    }
  })

  test('a text of as many characters as the limit, each decomposed, is never surely too long', () => {
    expect(composed.length).toBeGreaterThan(13_000)
    for (let at = 0; at < composed.length; at += 1) {
      const character = composed[at] ?? ''
      const text = character.normalize('NFD').repeat(20)
      const settled = lengthOf(text.normalize('NFC'))
      if (isSurelyLongerThan(text, settled)) expect(character).toBe('measured as no longer than it is')
    }
  })
})

/** The rule as the contract states it, in its own order, whatever that costs. */
function plainly(raw: string, max: number): string | undefined {
  const text = raw
    .normalize('NFC')
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(/^ | $/g, '')
  return text === '' || lengthOf(text) > max ? undefined : text
}

const unit = fc.oneof(
  fc.constantFrom(...composed).map((character) => character.normalize('NFD')),
  fc.constantFrom('a', ' ', '\u2003', '\u0301', '\u0323', '\u0345', '\u0f73', '\u0334', '\u1100', '\u1161', '\u11a8'),
)

test('measuring and folding first changes no answer', () => {
  fc.assert(
    fc.property(fc.array(unit, { maxLength: 40 }), fc.integer({ min: 1, max: 40 }), (units, max) => {
      const raw = units.join('')
      if (Array.from(raw).some((character) => isIn(unassigned, character.codePointAt(0) ?? 0))) return
      expect(settleText(raw, max).text).toBe(plainly(raw, max))
    }),
    { numRuns: 3_000 },
  )
})

const mebibyte = 1024 * 1024

/** What costs an engine the most that sorts marks as it finds them: each belongs in front of all before it. */
const descending = (marks: number) =>
  `a${'\u0345'.repeat(Math.ceil(marks / 2))}${'\u0334'.repeat(Math.floor(marks / 2))}`

test.each([
  ['two marks by turns', `a${'\u0301\u0323'.repeat(mebibyte / 4)}`, 0],
  ['marks in descending order', descending(mebibyte / 2), 0],
  ['marks that are made of marks', `a${'\u0f73'.repeat(mebibyte / 3)}`, 0],
  ['one run within a quarter', descending(479), 0],
  ['one run as long as can be', descending(123), 124],
  ['Hangul by letters', '\u1100\u1161\u11a8'.repeat(mebibyte / 9), 0],
  ['Hangul of the most letters', '\u1100\u1161\u11a8'.repeat(120), 360],
  ['white space between two letters', `a${' \u3000'.repeat(mebibyte / 4)}b`, 3],
  ['single spaces between letters', 'é '.repeat(mebibyte / 3), 0],
])('of %s, NFC sees no more than can come down to the limit', (_, raw, most) => {
  const normalize = vi.spyOn(String.prototype, 'normalize')
  try {
    for (const settle of [settleName, settleText]) {
      normalize.mockClear()
      settle(raw, 120)
      const seen = normalize.mock.contexts.map((context) => lengthOf(String(context)))
      expect(seen.reduce((sum, points) => sum + points, 0)).toBe(most)
    }
  } finally {
    normalize.mockRestore()
  }
})

test('a run of marks that reaches NFC is at most three longer than the limit', () => {
  expect(settleName(descending(123), 120)).toEqual({ fault: 'too_long' })
  expect(isSurelyLongerThan(descending(123), 120)).toBe(false)
  expect(isSurelyLongerThan(descending(124), 120)).toBe(true)
  expect(settleName(descending(119), 120).text).toBe(descending(119).normalize('NFC'))
})
