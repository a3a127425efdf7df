import { describe, expect, it } from 'vitest'
import { formatOf } from './format.ts'

const plain = (text: string) => text.replace(/\s/g, ' ')

describe('format', () => {
  const en = formatOf('en')
  const es = formatOf('es')

  it('groups digits, also of four-digit numbers in Spanish', () => {
    expect([en.count(6_864), es.count(6_864), formatOf('es-GT').count(6_864)]).toEqual(['6,864', '6.864', '6,864'])
  })

  it('writes shares with one decimal, and 0 of nothing', () => {
    expect([en.share(1, 3), plain(es.share(1, 3)), en.share(0, 0)]).toEqual(['33.3%', '33,3 %', '0.0%'])
  })

  it.each([
    [0, '0.0 sec'],
    [999, '0.9 sec'],
    [9_990, '9.9 sec'],
    [10_000, '10 sec'],
    [59_999, '59 sec'],
    [60_000, '1 min'],
    [3_599_999, '59 min'],
    [90 * 60_000, '1 hr'],
  ])('writes an age of %i ms as %s', (ageMs, text) => {
    expect(plain(en.age(ageMs))).toBe(text)
  })

  it('writes ranks with at most two decimals, and times of day', () => {
    expect([en.rank(8), en.rank(8.651), es.rank(8.5)]).toEqual(['8', '8.65', '8,5'])
    const atMs = new Date(2026, 4, 1, 9, 5, 7).getTime()
    expect([plain(en.time(atMs)), es.preciseTime(atMs)]).toEqual(['9:05 AM', '9:05:07'])
  })
})
