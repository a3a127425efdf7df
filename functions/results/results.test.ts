import { incrementsOf } from '@aplauso/proto'
import type { CounterSnapshot, TallySnapshot } from '@aplauso/stores'
import { describe, expect, it } from 'vitest'
import { sampleVote } from '../testing/sample-tally.ts'
import { resultsOf } from './results.ts'

const nowMs = Date.parse('2026-05-01T20:00:00.000Z')
const fields = Array.from({ length: 12 }, (_, partition) => `i1:${partition}`)
const at = '2026-05-01T19:59:47.100Z'

const votes = [
  sampleVote({ at }),
  sampleVote({ at, rank: 10, channel: 'grpc' }),
  sampleVote({ at, rank: 8.5, channel: 'grpc' }),
  sampleVote({ at: '2026-05-01T19:59:31.000Z', name: 'Ópera', album: '"x", [y]', rank: 0 }),
  sampleVote({ at: '2026-05-01T18:59:50.000Z', name: 'Ana', album: 'B', rank: 1 }),
]

function snapshot(more: Partial<TallySnapshot> = {}): TallySnapshot {
  const counters = incrementsOf(votes).get('default') as CounterSnapshot
  return {
    watermarks: new Map(fields.map((field) => [field, 9])),
    seen: new Map(fields.map((field, index) => [field, nowMs - 300 - index])),
    partitions: new Map([['i1', 12]]),
    counters,
    ...more,
  }
}

describe('a results document', () => {
  it('holds everything the contract names, in its order', () => {
    expect(JSON.stringify(resultsOf('default', snapshot(), nowMs))).toBe(
      JSON.stringify({
        contest: 'default',
        state: 'open',
        total: 5,
        asOf: '2026-05-01T19:59:59.689Z',
        ageMs: 311,
        bands: [
          { name: 'Alux Nahual', votes: 3 },
          { name: 'Ana', votes: 1 },
          { name: 'Ópera', votes: 1 },
        ],
        others: { bands: 0, votes: 0 },
        albums: [
          {
            band: 'Alux Nahual',
            title: 'Alto al Fuego',
            votes: 3,
            mean: 9,
            ranks: [
              { rank: 8.5, to: 10, votes: 2 },
              { rank: 10, to: 10, votes: 1 },
            ],
          },
          { band: 'Ana', title: 'B', votes: 1, mean: 1, ranks: [{ rank: 1, to: 1, votes: 1 }] },
          { band: 'Ópera', title: '"x", [y]', votes: 1, mean: 0, ranks: [{ rank: 0, to: 0, votes: 1 }] },
        ],
        channels: { edge: 3, grpc: 2 },
        pace: [
          { at: '2026-05-01T19:59:30.000Z', edge: 1, grpc: 0 },
          { at: '2026-05-01T19:59:40.000Z', edge: 1, grpc: 2 },
        ],
      }),
    )
  })

  it('says recounting, with no total and empty lists, while a watermark is absent', () => {
    const watermarks = new Map(fields.slice(1).map((field) => [field, 9]))
    expect(resultsOf('default', snapshot({ watermarks }), nowMs)).toEqual({
      contest: 'default',
      state: 'recounting',
      total: null,
      asOf: null,
      ageMs: null,
      bands: [],
      others: { bands: 0, votes: 0 },
      albums: [],
      channels: { edge: 0, grpc: 0 },
      pace: [],
    })
  })

  it('lists the first bands and albums, and takes the rest together, that without a name too', () => {
    const many = Array.from({ length: 130 }, (_, at) =>
      Array.from({ length: 130 - at }, () => sampleVote({ rank: at % 7, name: `Band ${String(at).padStart(3, '0')}` })),
    ).flat()
    const counters = incrementsOf(many).get('default') as CounterSnapshot
    const bands = new Map([...counters.bands, ['', 7]])
    const albums = new Map([...counters.albums, ['["",""]', 7]])
    const ranks = new Map([...counters.ranks, ['["","",0]', 7]])
    const total = new Map([['', many.length + 7]])
    const results = resultsOf('default', snapshot({ counters: { ...counters, total, bands, albums, ranks } }), nowMs)
    expect(results.bands).toHaveLength(50)
    expect(results.bands.at(-1)).toEqual({ name: 'Band 049', votes: 81 })
    expect(results.others.bands).toBe(80)
    const listed = results.bands.reduce((sum, { votes: count }) => sum + count, 0)
    expect(listed + results.others.votes).toBe(results.total)
    expect(results.albums).toHaveLength(100)
    expect(results.albums.at(-1)).toMatchObject({ band: 'Band 099', votes: 31 })
  })

  it.each([
    ['names as long as they may be', '🎸', 120, 999_999, 24, 256],
    ['names of quotes, which JSON makes longer', '"', 120, 999_999, 24, 256],
    ['more ranks than there are bins', '🎸', 120, 999_999, 60, 256],
    ['names of 20 letters', 'x', 20, 100, 24, 160],
  ])('stays bounded whatever was voted: %s', (_, letter, length, greatest, differentRanks, kilobytes) => {
    const named = (at: number) => `${letter.repeat(length - 5)}${String(at).padStart(5, '0')}`
    const albumOf = (at: number) => JSON.stringify([named(at), named(at)])
    const numbers = (count: number) => Array.from({ length: count }, (_, at) => at)
    const rankOf = (at: number) => Math.round(100 * (greatest - (at * 2 * greatest) / 61)) / 100
    const counters: CounterSnapshot = {
      total: new Map([['', 12_000_000]]),
      bands: new Map(numbers(300).map((at) => [named(at), 1_000_000_000 - at])),
      albums: new Map(numbers(300).map((at) => [albumOf(at), 900_000_000 - at])),
      ranks: new Map(
        numbers(300).flatMap((at) =>
          numbers(differentRanks).map(
            (rank) => [JSON.stringify([named(at), named(at), rankOf(rank)]), 15_000_000] as const,
          ),
        ),
      ),
      channels: new Map([['edge', 1]]),
      pace: new Map(numbers(500).map((at) => [`${Math.floor(nowMs / 10_000) * 10 - 10 * at}:edge`, 99_999])),
    }
    const results = resultsOf('default', snapshot({ counters }), nowMs)
    expect(Buffer.byteLength(JSON.stringify(results))).toBeLessThan(kilobytes * 1024)
    expect(results.bands).toHaveLength(50)
    expect(results.albums.length).toBeGreaterThan(80)
    for (const { ranks } of results.albums) expect(ranks.length).toBeLessThanOrEqual(24)
    expect(results.albums[0]?.ranks.length).toBeGreaterThanOrEqual(20)
    expect(results.pace).toHaveLength(361)
  })

  it('has no negative age where this clock is behind the engine’s', () => {
    expect(resultsOf('default', snapshot(), nowMs - 5_000).ageMs).toBe(0)
  })
})
