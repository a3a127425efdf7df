import type { FieldCode } from '../answer/codes.ts'
import { limits } from '../limits.ts'
import { castAtIsValid } from './cast-at.ts'
import { isDamaged, isLongerThan } from './intact.ts'

const idPattern = /^[A-Za-z0-9_-]+$/
const contestPattern = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/

/** The fault of a text that is judged as sent, or undefined. */
function faultOf(text: string, maxCodePoints: number, isValid: (text: string) => boolean): FieldCode | undefined {
  if (isDamaged(text)) return 'format'
  if (text === '') return 'empty'
  if (isLongerThan(text, maxCodePoints)) return 'too_long'
  return isValid(text) ? undefined : 'format'
}

/** The fault of an idempotency key, or undefined. */
export function idFault(text: string): FieldCode | undefined {
  return faultOf(text, limits.idCodePoints, (id) => idPattern.test(id))
}

/** The fault of a contest's name, or undefined. */
export function contestFault(text: string): FieldCode | undefined {
  return faultOf(text, limits.contestCodePoints, (contest) => contestPattern.test(contest))
}

/** The fault of a client's time, or undefined. */
export function castAtFault(text: string): FieldCode | undefined {
  return faultOf(text, Number.POSITIVE_INFINITY, castAtIsValid)
}
