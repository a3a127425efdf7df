import type { FieldCode } from '../answer/codes.ts'
import { classOf } from '../unicode/ranges.ts'
import { whiteSpace } from '../unicode/tables.ts'
import { compose } from './compose.ts'
import { isDamaged, isLongerThan } from './intact.ts'
import { isSurelyLongerThan } from './measure.ts'
import { hasStrayFormat, isVisible } from './visible.ts'

// Printable ASCII with single inner spaces: what nearly every name is, and already in its final form.
const settled = /^[\x21-\x7e]+(?: [\x21-\x7e]+)*$/
const controls = /[\p{Cc}\u2028\u2029]/u
const whiteSpaces = new RegExp(`[${classOf(whiteSpace)}]+`, 'gu')
const outerSpace = /^ | $/g

export type TextResult =
  | { readonly text: string; readonly fault?: undefined }
  | { readonly text?: undefined; readonly fault: FieldCode }

/**
 * A free text (voter) in its stored form: NFC, Unicode white space trimmed and inner runs folded to one space. White space
 * is Unicode's White_Space, not what `trim` takes: that would also swallow U+FEFF. The cost is in proportion to the text.
 */
export function settleText(raw: string, maxCodePoints: number): TextResult {
  return settle(raw, maxCodePoints, () => undefined)
}

/** A text that is shown (name, album), likewise; it must show something and hide nothing. */
export function settleName(raw: string, maxCodePoints: number): TextResult {
  return settle(raw, maxCodePoints, hiddenFault)
}

function hiddenFault(text: string): FieldCode | undefined {
  if (!isVisible(text)) return 'empty'
  return hasStrayFormat(text) ? 'control_character' : undefined
}

function settle(raw: string, max: number, faultOf: (text: string) => FieldCode | undefined): TextResult {
  // The pattern keeps a place to come back to for each word, so it must not see a long text.
  if (raw.length <= max && settled.test(raw)) return { text: raw }
  if (isDamaged(raw)) return { fault: 'format' }
  if (controls.test(raw)) return { fault: 'control_character' }
  const fault = faultOf(raw)
  if (fault !== undefined) return { fault }
  if (isSurelyLongerThan(raw, max)) return { fault: 'too_long' }
  // White space is composed with nothing, so it may be folded first: then little is left to compose.
  const text = compose(raw.replace(whiteSpaces, ' ').replace(outerSpace, ''))
  if (text === '') return { fault: 'empty' }
  return isLongerThan(text, max) ? { fault: 'too_long' } : { text }
}
