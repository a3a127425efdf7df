import type { Fault, FieldCode } from '../answer/codes.ts'
import { type Field, sentField, type TextField } from '../fields.ts'
import { yearRange } from './number.ts'

const formats: Readonly<Partial<Record<Field, string>> & Record<Exclude<Field, TextField>, string>> = {
  year: 'must be a whole number such as 1987',
  rank: 'must be a number with at most two decimals such as 8.65, or an ordinal such as 1st or 3ro',
  id: 'may hold only letters A to Z, digits, "_" and "-"',
  contest: 'may hold only lower-case letters, digits and inner hyphens',
  castAt: 'must be an RFC 3339 time such as 2026-11-25T20:15:00Z',
}

function sentence(field: Field, code: FieldCode, range?: { min: number; max: number }): string {
  switch (code) {
    case 'required':
      return 'is required'
    case 'type':
      return sentField(field).as === 'number' ? 'must be a number or a string' : 'must be a string'
    case 'format':
      return formats[field] ?? 'is not valid Unicode text'
    case 'control_character':
      return 'must not hold control characters, line breaks or invisible characters'
    case 'empty':
      return 'must not be empty'
    case 'too_long':
      return `must have at most ${sentField(field).maxCodePoints ?? 0} characters`
    case 'out_of_range': {
      const { min, max } = field === 'year' ? yearRange : (range ?? { min: 0, max: 0 })
      return `must be from ${min} to ${max}`
    }
    case 'unknown_candidate':
      return 'is not a candidate of this contest'
    case 'conflict':
      return 'differs from the Idempotency-Key header'
  }
}

/** A field's fault with its sentence. */
export function fieldFault(field: Field, code: FieldCode, range?: { min: number; max: number }): Fault {
  return { field, code, message: `${field} ${sentence(field, code, range)}` }
}
