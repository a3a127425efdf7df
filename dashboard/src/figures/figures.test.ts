import { describe, expect, it } from 'vitest'
import { readFigures } from './figures.ts'

const answer = {
  contest: 'default',
  state: 'open',
  total: 3,
  asOf: '2026-05-01T20:00:00.000Z',
  ageMs: 4,
  bands: [{ name: '<b>Ana</b>', votes: 3 }],
  others: { bands: 4, votes: 9 },
  albums: [{ band: '<b>Ana</b>', title: 'Uno', votes: 3, mean: 8.6, ranks: [{ rank: 8.5, to: 9, votes: 3 }] }],
  channels: { edge: 1, grpc: 2 },
  pace: [{ at: '2026-05-01T19:59:50.000Z', edge: 1, grpc: 2 }],
}

describe('figures', () => {
  it('are read from an answer, names untouched', () => {
    expect(readFigures(answer)).toEqual({
      contest: 'default',
      state: 'open',
      total: 3,
      bands: [{ name: '<b>Ana</b>', votes: 3 }],
      others: { bands: 4, votes: 9 },
      albums: answer.albums,
      channels: { edge: 1, grpc: 2 },
      pace: [{ atMs: Date.UTC(2026, 4, 1, 19, 59, 50), edge: 1, grpc: 2 }],
      servedMs: Date.UTC(2026, 4, 1, 20) + 4,
    })
  })

  it('are read from an API of before, which lists every band and each rank by itself', () => {
    const { others: _, ...before } = answer
    const albums = [{ band: 'A', title: 'B', votes: 3, ranks: [{ rank: 8.5, votes: 3 }] }]
    const figures = readFigures({ ...before, albums })
    expect(figures?.others).toEqual({ bands: 0, votes: 0 })
    expect(figures?.albums).toEqual([
      { band: 'A', title: 'B', votes: 3, mean: null, ranks: [{ rank: 8.5, to: 8.5, votes: 3 }] },
    ])
  })

  it('are read without a total and with members of later versions', () => {
    expect(readFigures({ ...answer, state: 'recounting', total: null, bands: [], more: 1 })?.total).toBeNull()
  })

  it.each([
    null,
    [],
    'text',
    {},
    { ...answer, total: '3' },
    { ...answer, total: -1 },
    { ...answer, bands: {} },
    { ...answer, bands: [null] },
    { ...answer, bands: [{ name: 1, votes: 1 }] },
    { ...answer, bands: [answer.bands[0], answer.bands[0]] },
    { ...answer, channels: { edge: 1 } },
    { ...answer, albums: null },
    { ...answer, albums: [{ band: 'A', title: 'B', votes: 1, ranks: [{ rank: 'x', votes: 1 }] }] },
    { ...answer, albums: [answer.albums[0], answer.albums[0]] },
    { ...answer, pace: [{ at: 'now', edge: 1, grpc: 2 }] },
  ])('are not read from another document (%#)', (value) => {
    expect(readFigures(value)).toBeUndefined()
  })
})

it('has no server clock if the answer has no time', () => {
  expect(readFigures({ ...answer, asOf: null, ageMs: null })?.servedMs).toBeNull()
})
