import { describe, expect, test } from 'vitest'
import { rangesOf } from '../unicode/ranges.ts'
import { unassigned } from '../unicode/tables.ts'
import { settleName, settleText } from './text.ts'

const max = 120
const faultOf = (raw: string) => settleName(raw, max).fault
const characters = Array.from({ length: 0x110000 }, (_, point) => point)
  .filter((point) => point < 0xd800 || point > 0xdfff)
  .map((point) => String.fromCodePoint(point))
/** A newer engine knows letters and marks that Unicode 16 does not: no joiner follows those. */
const newer = new Set<string>()
for (const [first, last] of rangesOf(unassigned)) {
  for (let point = first; point <= last; point += 1) newer.add(String.fromCodePoint(point))
}
const isBlank = /^[\p{White_Space}\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]$/u
const isControl = /^[\p{Cc}\u2028\u2029]$/u

describe('every code point', () => {
  test('alone: a name if it shows something, else empty', () => {
    const wrong = characters.filter((character) => {
      const expected = isControl.test(character) ? 'control_character' : isBlank.test(character) ? 'empty' : undefined
      return character !== '\ufffd' && faultOf(character) !== expected
    })
    expect(wrong).toEqual([])
  })

  test('between two letters: refused if it is a format character, but for the two that join', () => {
    const wrong = characters.filter((character) => {
      if (isControl.test(character) || character === '\ufffd') return false
      const isStray = /\p{Cf}/u.test(character) && character !== '\u200c' && character !== '\u200d'
      return faultOf(`a${character}b`) !== (isStray ? 'control_character' : undefined)
    })
    expect(wrong).toEqual([])
  })

  test('before a joiner: taken after a letter, an emoji and U+FE0F, and after nothing else', () => {
    const wrong = characters.filter((character) => {
      if (isControl.test(character) || character === '\ufffd' || /\p{Cf}/u.test(character)) return false
      const joins = !newer.has(character) && /(?![0-9#*])(?:[\p{L}\p{Emoji}]|\ufe0f)/u.test(character)
      return faultOf(`1${character}\u200d1`) !== (joins ? undefined : 'control_character')
    })
    expect(wrong).toEqual([])
  })

  test('between a letter and a joiner: taken if it is a mark', () => {
    const wrong = characters.filter((character) => {
      if (isControl.test(character) || character === '\ufffd' || /\p{Cf}/u.test(character)) return false
      const joins = !newer.has(character) && /(?![0-9#*])[\p{L}\p{Emoji}\p{M}]/u.test(character)
      return faultOf(`k${character}\u200ck`) !== (joins ? undefined : 'control_character')
    })
    expect(wrong).toEqual([])
  })

  test('composed or not, a joiner behind it is judged alike', () => {
    const wrong = characters.filter((character) => {
      if (isControl.test(character) || character === '\ufffd') return false
      const [first, second] = [`${character}\u200db`, `${character.normalize('NFC')}\u200db`].map(faultOf)
      return first !== second
    })
    expect(wrong).toEqual([])
  })
})

test.each([
  ['a family', '👨‍👩‍👧‍👦'],
  ['a skin tone and a trade', '👩🏽‍🎤 Rock'],
  ['a heart on fire, with U+FE0F', '❤️‍🔥'],
  ['the rainbow flag', '🏳️‍🌈'],
  ['the pirate flag', '🏴‍☠️'],
  ['the flag of Scotland', '🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f} Pipes'],
  ['the flag of Guatemala', '🇬🇹'],
  ['a keycap', '1️⃣ Hit'],
  ['Persian', 'می‌خواهم'],
  ['Devanagari with a joiner', 'क्‍ष'],
  ['Devanagari with a nukta and a non-joiner', 'क़्‌ष'],
  ['Sinhala', 'ශ්‍රී'],
  ['Malayalam', 'അവന്‍'],
  ['a variation selector', 'A\ufe0f'],
  ['Hebrew with points', 'שָׁלוֹם'],
  ['Thai', 'กำลังใจ'],
])('%s stays whole', (_, raw) => {
  expect(settleName(raw, max)).toEqual({ text: raw.normalize('NFC') })
})

test.each([
  ['zero width space', '\u200b', 'empty'],
  ['Hangul fillers', '\u3164\u115f\uffa0', 'empty'],
  ['blank Braille and a soft hyphen', '\u2800 \u00ad', 'empty'],
  ['a byte order mark', '\ufeff', 'empty'],
  ['isolates', '\u2066\u2069', 'empty'],
  ['joiners alone', '\u200d\u200c', 'empty'],
  ['variation selectors alone', '\ufe0f\u{e0100}', 'empty'],
  ['tags without a flag', '\u{e0067}\u{e007f}', 'empty'],
  ['a zero width space inside', 'Alux\u200bNahual', 'control_character'],
  ['a byte order mark in front', '\ufeffAlux', 'control_character'],
  ['an override of direction', 'Alux\u202eNahual', 'control_character'],
  ['a joiner in front', '\u200dAlux', 'control_character'],
  ['a joiner after a space', 'Alux \u200dNahual', 'control_character'],
  ['a joiner after a digit', '4\u200d4', 'control_character'],
  ['two joiners', 'a\u200d\u200db', 'control_character'],
  ['tags after a letter', 'a\u{e0067}\u{e007f}', 'control_character'],
  ['tags without an end', '🏴\u{e0067}\u{e0062}', 'control_character'],
  ['tags without an end before a letter', '🏴\u{e0067}x', 'control_character'],
  ['an end without tags', '🏴\u{e007f}', 'control_character'],
  ['tags behind the end', '🏴\u{e0067}\u{e007f}\u{e0062}\u{e007f}', 'control_character'],
  ['a language tag', 'a\u{e0001}', 'control_character'],
  ['a control character before what is invisible', '\u200b\n', 'control_character'],
  ['too long and invisible', '\u200b'.repeat(500), 'empty'],
  ['too long with something invisible', `${'x'.repeat(900)}\u200b`, 'control_character'],
])('%s: %j is %s', (_, raw, fault) => {
  expect(settleName(raw, max)).toEqual({ fault })
})

test('a voter, who is never shown, may be named by anything', () => {
  expect(settleText('a\u200bb', max)).toEqual({ text: 'a\u200bb' })
  expect(settleText('\u200b', max)).toEqual({ text: '\u200b' })
})
