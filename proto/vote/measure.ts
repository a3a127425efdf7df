import { classOf } from '../unicode/ranges.ts'
import { nonstarter, whiteSpace } from '../unicode/tables.ts'
import { countCodePoints } from './code-points.ts'

/** Code points that one character of an NFC text is composed of at most. */
export const mostComposed = 4

/** Combining marks (class other than 0) among them at most. */
export const mostMarksComposed = 3

const word = new RegExp(`[^${classOf(whiteSpace)}]{1,256}`, 'gu')
const longRunOfMarks = new RegExp(`[${classOf(nonstarter)}]{${mostMarksComposed + 1},}`, 'gu')

/**
 * Whether a text has more than `max` code points however it is composed. NFC costs more than in proportion to a long run
 * of marks, so what cannot come down to its limit must never reach it. Two lower bounds of the length in NFC, of which the
 * second also limits the marks in a row to `max` and three:
 *
 * - NFC only puts together what the text's canonical decomposition (NFD) has, and that has at least a code point for each
 *   of the text's. A composed character's own decomposition has four at most: so NFC leaves at least a quarter.
 * - Of a run of combining marks only the character in front of it takes up any, and three at most, as its decomposition
 *   holds no more: so all but three are left.
 *
 * Both hold for every code point of Unicode, which a test goes through. White space is left out: runs of it are folded.
 */
export function isSurelyLongerThan(text: string, max: number): boolean {
  if (text.length <= max) return false
  return hasMorePointsThan(text, max * mostComposed) || marksLeft(text) > max
}

/** Whether a text has more than `most` code points beside white space; reads no further than it must. */
function hasMorePointsThan(text: string, most: number): boolean {
  word.lastIndex = 0
  for (let points = 0; points <= most; ) {
    const [found] = word.exec(text) ?? []
    if (found === undefined) return false
    points += countCodePoints(found)
  }
  return true
}

/** How many combining marks are left when each run has lost what a character can take up. */
function marksLeft(text: string): number {
  let left = 0
  longRunOfMarks.lastIndex = 0
  // Not `matchAll`: it compiles the pattern anew, which costs more than all else.
  for (let found = longRunOfMarks.exec(text); found; found = longRunOfMarks.exec(text)) {
    left += countCodePoints(found[0]) - mostMarksComposed
  }
  return left
}
