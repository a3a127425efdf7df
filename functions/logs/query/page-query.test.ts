import { describe, expect, it } from 'vitest'
import { cursorOf } from './cursor.ts'
import { readPageQuery } from './page-query.ts'

const read = (query: string) => readPageQuery(new URLSearchParams(query))
const cut = { incarnation: '1', positions: Array.from({ length: 12 }, () => 7) }
const cursor = cursorOf(cut)

/** Queries that mean harm, or are merely wrong, with the field and the code of the fault. */
const refused: readonly (readonly [string, string, string])[] = [
  ['contest[$ne]=x', 'contest[$ne]', 'format'],
  ['$where=sleep(1000)', '$where', 'format'],
  ['__proto__=x', '__proto__', 'format'],
  ['constructor=x', 'constructor', 'format'],
  ['Contest=default', 'Contest', 'format'],
  [`${'x'.repeat(5_000)}=1`, 'x'.repeat(40), 'format'],
  ['contest=a&contest=b', 'contest', 'conflict'],
  ['contest=', 'contest', 'empty'],
  ['contest={"$ne":null}', 'contest', 'format'],
  ['contest=.*', 'contest', 'format'],
  ['contest=default%00', 'contest', 'format'],
  [`contest=${'x'.repeat(100_000)}`, 'contest', 'too_long'],
  ['band=', 'band', 'empty'],
  ['band=%20%20', 'band', 'empty'],
  ['band=a%00b', 'band', 'control_character'],
  ['band=%FF%FE', 'band', 'format'],
  [`band=${'x'.repeat(121)}`, 'band', 'too_long'],
  [`album=${'%F0%9F%8E%B8'.repeat(1_000)}`, 'album', 'too_long'],
  ['year=1899', 'year', 'out_of_range'],
  ['year=NaN', 'year', 'format'],
  ['year=1e3', 'year', 'format'],
  ['year=%7B%22$gt%22:0%7D', 'year', 'format'],
  ['rankMin=Infinity', 'rankMin', 'format'],
  ['rankMin=--1', 'rankMin', 'format'],
  ['rankMax=1.234', 'rankMax', 'format'],
  ['rankMax=9999999', 'rankMax', 'format'],
  ['rankMin=5&rankMax=4', 'rankMax', 'conflict'],
  ['channel=Edge', 'channel', 'format'],
  ['channel=edge|grpc', 'channel', 'format'],
  ['status=late', 'status', 'format'],
  ['from=yesterday', 'from', 'format'],
  ['from=2026-02-30T00:00:00Z', 'from', 'format'],
  ['from=1764072000000', 'from', 'format'],
  [`to=2026-01-01T00:00:00.${'0'.repeat(5_000)}Z`, 'to', 'format'],
  ['to=9999-12-31T23:59:59-23:59', 'to', 'out_of_range'],
  ['from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'to', 'conflict'],
  ['limit[$gt]=', 'limit[$gt]', 'format'],
  ['limit=501', 'limit', 'out_of_range'],
  ['cursor=', 'cursor', 'format'],
  ['after=null', 'after', 'format'],
  [`cursor=${cursor}&after=${cursor}`, 'after', 'conflict'],
]

describe('a query for a page', () => {
  it('without parameters is for the last 20 of all votes', () => {
    expect(read('')).toEqual({ query: { limit: 20, filter: {} } })
  })

  it('takes every filter, brought into the form in which votes are stored', () => {
    const query =
      'contest=final&band=%20Tre%CC%81bol%20%20Shop&album=%27%3B--&year=2005&rankMin=-1.5&rankMax=3ro&channel=grpc' +
      '&status=duplicate&from=2026-01-01t00:00:00.1234-06:00&to=2026-01-02T00:00:00+00:00&limit=7'
    expect(read(query)).toEqual({
      query: {
        limit: 7,
        filter: {
          contest: 'final',
          band: 'Trébol Shop',
          album: "';--",
          year: 2005,
          rankMin: -1.5,
          rankMax: 3,
          channel: 'grpc',
          status: 'duplicate',
          from: '2026-01-01T06:00:00.123Z',
          to: '2026-01-02T00:00:00.000Z',
        },
      },
    })
  })

  it('takes one cursor', () => {
    expect(read(`cursor=${cursor}`).query?.cursor).toEqual(cut)
    expect(read(`after=${cursor}`).query?.after).toEqual(cut)
  })

  it.each(refused)('refuses %s: %s %s', (query, field, code) => {
    const { faults } = read(query)
    expect(faults?.map((fault) => [fault.field, fault.code])).toEqual([[field, code]])
    expect(JSON.stringify(faults).length).toBeLessThan(300)
  })

  it('tells all faults at once', () => {
    expect(read('year=x&limit=0&nope=1&channel=z').faults?.map(({ field }) => field)).toEqual([
      'nope',
      'limit',
      'year',
      'channel',
    ])
  })
})
