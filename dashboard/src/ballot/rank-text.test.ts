import { expect, it } from 'vitest'
import { formatOf } from '../format/format.ts'
import { rankText } from './rank-text.ts'

it.each([
  ['8.65', 'es-GT', '8.65'],
  ['8.65', 'es-ES', '8,65'],
  ['9.50', 'es-GT', '9.5'],
  ['1st', 'es-GT', '1st'],
  ['', 'en', ''],
])('the rank %j is written in %s as %j', (rank, locale, text) => {
  expect(rankText(rank, formatOf(locale))).toBe(text)
})
