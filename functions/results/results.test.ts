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
        albums: [
          {
            band: 'Alux Nahual',
            title: 'Alto al Fuego',
            votes: 3,
            ranks: [
              { rank: 8.5, votes: 2 },
              { rank: 10, votes: 1 },
            ],
          },
          { band: 'Ana', title: 'B', votes: 1, ranks: [{ rank: 1, votes: 1 }] },
          { band: 'Ópera', title: '"x", [y]', votes: 1, ranks: [{ rank: 0, votes: 1 }] },
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
      albums: [],
      channels: { edge: 0, grpc: 0 },
      pace: [],
    })
  })

  it('has no negative age where this clock is behind the engine’s', () => {
    expect(resultsOf('default', snapshot(), nowMs - 5_000).ageMs).toBe(0)
  })
})
