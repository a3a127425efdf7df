import { expect, it } from 'vitest'
import { lineOf } from './line.ts'

it('a line is date, time and vote, in the reader’s time zone', () => {
  const atMs = new Date(2026, 10, 5, 7, 4, 9).getTime()
  const vote = {
    contest: 'default',
    name: 'Alux Nahual',
    album: 'La Trampa',
    year: 1989,
    rank: 9.5,
    channel: 'edge',
    atMs,
    status: 'counted',
  }
  expect(lineOf(vote)).toBe('2026-11-05 - 07:04:09 - Alux Nahual · La Trampa (1989) · 9.5 · default · edge · counted')
})
