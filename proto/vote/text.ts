import type { FieldCode } from '../answer/codes.ts'

// Printable ASCII with single inner spaces: what nearly every name is, and already in its final form.
const settled = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/
const controls = /[\p{Cc}\u2028\u2029]/u
const whiteSpace = /\p{White_Space}+/gu
const outerSpace = /^ | $/g

export type TextResult =
  | { readonly text: string; readonly fault?: undefined }
  | { readonly text?: undefined; readonly fault: FieldCode }

/** Whether a text holds half a surrogate pair, or the replacement character, which marks bytes lost in decoding. */
export function isDamaged(text: string): boolean {
  return !text.isWellFormed() || text.includes('\ufffd')
}

/** Whether a text has more than `max` code points. */
export function isLongerThan(text: string, max: number): boolean {
  if (text.length <= max) return false
  return text.length > 2 * max || Array.from(text).length > max
}

/**
 * A free text (name, album, voter) in its stored form: NFC, Unicode white space trimmed and inner runs folded to one
 * space. White space is Unicode's White_Space, not what `trim` takes: that would also swallow U+FEFF.
 */
export function settleText(raw: string, maxCodePoints: number): TextResult {
  let text = raw
  if (!settled.test(raw)) {
    if (isDamaged(raw)) return { fault: 'format' }
    if (controls.test(raw)) return { fault: 'control_character' }
    text = raw.normalize('NFC').replace(whiteSpace, ' ').replace(outerSpace, '')
    if (text === '') return { fault: 'empty' }
  }
  return isLongerThan(text, maxCodePoints) ? { fault: 'too_long' } : { text }
}
