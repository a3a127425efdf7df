import { expect, test } from 'vitest'
import { limits } from '../limits.ts'
import type { Fault } from './codes.ts'
import { abridged, type Outcome } from './outcome.ts'

const errors: readonly Fault[] = [
  { field: 'name', code: 'required', message: 'name is required' },
  { field: 'album', code: 'required', message: 'album is required' },
]
const refused: Outcome = { status: 'refused', errors }
const accepted: Outcome = { status: 'accepted', id: 'a', contest: 'default' }

test('the first fifty refused outcomes carry all their errors, later ones their first alone', () => {
  const outcomes = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? accepted : refused))
  const answered = abridged(outcomes)
  expect(answered.filter((outcome) => outcome.status === 'accepted')).toHaveLength(100)
  const counts = answered.flatMap((outcome) => (outcome.status === 'refused' ? outcome.errors.length : []))
  expect(counts).toEqual([...Array(limits.refusalsInFull).fill(2), ...Array(50).fill(1)])
  expect(answered.at(-1)).toEqual({ status: 'refused', errors: errors.slice(0, 1) })
})
