import { countCodePoints } from './code-points.ts'

/** Whether a text holds half a surrogate pair, or the replacement character, which marks bytes lost in decoding. */
export function isDamaged(text: string): boolean {
  return !text.isWellFormed() || text.includes('\ufffd')
}

/** Whether a text has more than `max` code points. */
export function isLongerThan(text: string, max: number): boolean {
  if (text.length <= max) return false
  return text.length > 2 * max || countCodePoints(text) > max
}
