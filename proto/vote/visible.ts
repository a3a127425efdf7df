import { classOf } from '../unicode/ranges.ts'
import { defaultIgnorable, emoji, format, letter, mark, whiteSpace } from '../unicode/tables.ts'

/** U+2800 is a Braille pattern without dots, as blank as a space. */
const visible = new RegExp(`[^${classOf(whiteSpace)}${classOf(defaultIgnorable)}${classOf(format)}\\u2800]`, 'u')

const anyFormat = new RegExp(`[${classOf(format)}]`, 'u')

const joiners = '[\\u200c\\u200d]'
const flag = '\\u{1f3f4}'
const tag = '[\\u{e0020}-\\u{e007e}]'
const endOfTags = '\\u{e007f}'

/**
 * A format character out of place. Each alternative looks at its neighbours alone (a joiner back over the marks that
 * follow a letter, and they belong to no other joiner), so a search takes time in proportion to the text.
 */
const strayFormat = new RegExp(
  [
    `(?!${joiners}|${tag}|${endOfTags})[${classOf(format)}]`,
    // Persian and the scripts of India join and part letters, emoji are joined to one.
    `${joiners}(?<!(?:[${classOf(letter)}][${classOf(mark)}]*|[${classOf(emoji)}]|\\ufe0f)${joiners})`,
    // The flags of Scotland, Wales and England: a black flag, tags, an end.
    `(?:${tag}|${endOfTags})(?<!(?:${flag}|${tag})(?:${tag}|${endOfTags}))`,
    `${flag}${endOfTags}`,
    `${tag}(?!${tag}|${endOfTags})`,
  ].join('|'),
  'u',
)

/** Whether a text shows anything at all. */
export function isVisible(text: string): boolean {
  return visible.test(text)
}

/** Whether a text holds an invisible character (Cf) that no script and no emoji needs there: it looks like another. */
export function hasStrayFormat(text: string): boolean {
  return anyFormat.test(text) && strayFormat.test(text)
}
