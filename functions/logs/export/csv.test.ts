import { describe, expect, it } from 'vitest'
import { csvHead, csvLine } from './csv.ts'

const vote = {
  contest: 'default',
  name: 'Ana',
  album: 'A',
  year: 1990,
  rank: -1.5,
  channel: 'edge',
  at: '2026-01-01T00:00:00.000Z',
  status: 'counted',
  archivedAt: '2026-01-01T00:00:01.000Z',
} as const

const cellOf = (name: string) =>
  csvLine({ ...vote, name, album: '~' })
    .slice('default,'.length)
    .split(',~,')[0]

describe('CSV', () => {
  it('has a head, a line for each vote, and numbers as numbers', () => {
    expect(csvHead).toBe('\ufeffcontest,name,album,year,rank,channel,at,status,archivedAt\r\n')
    expect(csvLine(vote)).toBe(
      'default,Ana,A,1990,-1.5,edge,2026-01-01T00:00:00.000Z,counted,2026-01-01T00:00:01.000Z\r\n',
    )
  })

  it.each([
    ['Tom "T", Jerry', '"Tom ""T"", Jerry"'],
    ["O'Hara", '"O\'Hara"'],
    ['Trébol 🎸', '"Trébol 🎸"'],
    ['a=b', 'a=b'],
  ])('quotes %s as RFC 4180 has it', (name, cell) => {
    expect(cellOf(name)).toBe(cell)
  })

  it.each([
    '=1+1',
    '+1',
    '-1',
    '@SUM(A1)',
    '|cmd',
    '%x',
    '=HYPERLINK("http://evil.example","click")',
    '＝1',
    '＋1',
    '－1',
    '＠1',
    '\ufeff=1',
    '\u200b=1',
    '\u00ad\u2060+1',
    '\u202e@1',
  ])('lets no spreadsheet take %j for a formula', (name) => {
    expect(cellOf(name)).toMatch(/^"?'/)
  })

  it.each([
    ['AC;=1+1', `"AC;'=1+1"`],
    ['AC; \u200b=1+1', `"AC;' \u200b=1+1"`],
    ['AC\t@x', `"AC\t'@x"`],
    ['AC\n+1', `"AC\n'+1"`],
    [';;-1', `";;'-1"`],
    ['=1;=2', `"'=1;'=2"`],
  ])('lets no spreadsheet that splits at other separators take a part of %j for a formula', (name, cell) => {
    expect(cellOf(name)).toBe(cell)
  })

  it('leaves separators before other texts alone', () => {
    expect(cellOf('a;b - c')).toBe('"a;b - c"')
  })
})
