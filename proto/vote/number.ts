import type { FieldCode } from '../answer/codes.ts'
import { isDamaged } from './intact.ts'

const yearPattern = /^[0-9]{1,6}$/
const scorePattern = /^-?[0-9]{1,6}(\.[0-9]{1,2})?$/
// Without flag u: with it, letters beyond ASCII would fold into these (the long s is an s).
const ordinalPattern = /^[0-9]{1,6}(st|nd|rd|th|er|ro|ra|do|da|to|ta|mo|ma|vo|va|no|na|º|ª|°)$/i

export const yearRange = { min: 1900, max: 2100 } as const

export type NumberResult =
  | { readonly number: number; readonly fault?: undefined }
  | { readonly number?: undefined; readonly fault: FieldCode }

/** The text by which a year or rank is judged: a number's shortest text, a string as sent. */
function textOf(raw: unknown): string | undefined {
  if (typeof raw === 'number') return String(raw)
  return typeof raw === 'string' ? raw : undefined
}

function matching(raw: unknown, matches: (text: string) => boolean): NumberResult {
  const text = textOf(raw)
  if (text === undefined) return { fault: 'type' }
  if (isDamaged(text)) return { fault: 'format' }
  if (text === '') return { fault: 'empty' }
  if (!matches(text)) return { fault: 'format' }
  // parseFloat leaves out an ordinal's ending; adding 0 makes -0 a plain 0.
  return { number: Number.parseFloat(text) + 0 }
}

function within(result: NumberResult, min: number, max: number): NumberResult {
  if (result.fault !== undefined) return result
  return result.number < min || result.number > max ? { fault: 'out_of_range' } : result
}

/** A year: one to six digits, then 1900 to 2100. */
export function readYear(raw: unknown): NumberResult {
  return within(
    matching(raw, (text) => yearPattern.test(text)),
    yearRange.min,
    yearRange.max,
  )
}

/**
 * A rank: a score of up to two decimals, or an ordinal (`1st`, `3ro`, `4º`); then the contest's range, which is left
 * out where the contest is not known.
 */
export function readRank(raw: unknown, range?: { readonly min: number; readonly max: number }): NumberResult {
  const result = matching(raw, (text) => scorePattern.test(text) || ordinalPattern.test(text))
  return range ? within(result, range.min, range.max) : result
}
