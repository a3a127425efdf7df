import { describe, expect, it } from 'vitest'
import { hostileQueries } from '../../testing/hostile-queries.ts'
import { cursorOf } from './cursor.ts'
import { readPageQuery } from './page-query.ts'

const read = (query: string) => readPageQuery(new URLSearchParams(query))
const cut = { incarnation: '1', positions: Array.from({ length: 12 }, () => 7) }
const cursor = cursorOf(cut)

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

  it.each(hostileQueries)('refuses $shown: $field $code', ({ query, field, code }) => {
    const { faults } = read(query)
    expect(faults?.[0]).toMatchObject({ field, code })
    expect(JSON.stringify(faults?.[0]).length).toBeLessThan(300)
  })

  it('reports all faults at once', () => {
    expect(read('year=x&limit=0&nope=1&channel=z').faults?.map(({ field }) => field)).toEqual([
      'nope',
      'limit',
      'year',
      'channel',
    ])
  })
})
