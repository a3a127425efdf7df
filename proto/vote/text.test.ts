import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compose } from './compose.ts'
import { isLongerThan } from './intact.ts'
import { settleName, settleText } from './text.ts'

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      'a',
      ' ',
      '\u00a0',
      '\u2003',
      '\u3000',
      'e\u0301',
      '\u0301',
      '\u1e9b\u0323',
      '🎸',
      '\u200d',
      '\u0338',
      '↔',
    ),
  }),
)

test('a settled text settles to itself, so that a vote read back gives the same key', () => {
  fc.assert(
    fc.property(anyText, (raw) => {
      for (const settle of [settleText, settleName]) {
        const { text } = settle(raw, 120)
        if (text !== undefined) expect(settle(text, 120)).toEqual({ text })
      }
    }),
    { numRuns: 2000 },
  )
})

test('a settled text is NFC, single-spaced, and within its length', () => {
  fc.assert(
    fc.property(anyText, (raw) => {
      const { text } = settleText(raw, 12)
      if (text === undefined) return
      expect(compose(text)).toBe(text)
      expect(text).not.toMatch(/^\p{White_Space}|\p{White_Space}$|\p{White_Space}{2}|[^ \P{White_Space}]/u)
      expect([...text].length).toBeLessThanOrEqual(12)
      expect(text).not.toBe('')
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['\u00a0 Trébol\u3000\u2003Shop ', { text: 'Trébol Shop' }],
  ['Tre\u0301bol', { text: 'Trébol' }],
  ['\u212b', { text: '\u00c5' }],
  ['\ufeffTrébol', { text: '\ufeffTrébol' }],
  ['a\u200bb', { text: 'a\u200bb' }],
  ['', { fault: 'empty' }],
  [' \u00a0\u2028'.slice(0, 2), { fault: 'empty' }],
  ['a\u2028b', { fault: 'control_character' }],
  ['a\u2029', { fault: 'control_character' }],
  ['a\u0085', { fault: 'control_character' }],
  ['a\u007f', { fault: 'control_character' }],
  ['\ta', { fault: 'control_character' }],
  ['a\udc00', { fault: 'format' }],
  ['a\ufffd', { fault: 'format' }],
  ['\ud800\n', { fault: 'format' }],
])('%j becomes %j', (raw, expected) => {
  expect(settleText(raw, 120)).toEqual(expected)
})

test('lengths are code points, counted after folding', () => {
  expect(settleText('🎸'.repeat(120), 120)).toEqual({ text: '🎸'.repeat(120) })
  expect(settleText('🎸'.repeat(121), 120)).toEqual({ fault: 'too_long' })
  expect(settleText(`a${' '.repeat(500)}b`, 3)).toEqual({ text: 'a b' })
  expect(settleText('e\u0301'.repeat(120), 120)).toEqual({ text: 'é'.repeat(120) })
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), fc.nat(30), (text, max) => {
      expect(isLongerThan(text, max)).toBe([...text].length > max)
    }),
  )
})
