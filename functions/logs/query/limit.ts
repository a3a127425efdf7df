import type { Reading } from './reading.ts'

export const defaultLimit = 20
export const greatestLimit = 500

/** Reads `limit`: a whole number from 1 to 500; 20 where it is absent. */
export function readLimit(text: string | undefined): Reading<number> {
  if (text === undefined) return { value: defaultLimit }
  if (!/^[0-9]+$/.test(text)) return { code: 'format', message: 'must be a whole number' }
  const limit = Number(text)
  if (limit < 1 || limit > greatestLimit) return { code: 'out_of_range', message: `must be from 1 to ${greatestLimit}` }
  return { value: limit }
}
