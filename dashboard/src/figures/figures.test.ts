import { describe, expect, it } from 'vitest'
import { readFigures } from './figures.ts'

const answer = {
  contest: 'default',
  state: 'open',
  total: 3,
  asOf: '2026-05-01T20:00:00.000Z',
  ageMs: 4,
  bands: [{ name: '<b>Ana</b>', votes: 3 }],
  albums: [],
  channels: { edge: 1, grpc: 2 },
  pace: [],
}

describe('figures', () => {
  it('are read from an answer, names untouched', () => {
    expect(readFigures(answer)).toEqual({
      contest: 'default',
      state: 'open',
      total: 3,
      bands: [{ name: '<b>Ana</b>', votes: 3 }],
      channels: { edge: 1, grpc: 2 },
    })
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
  ])('are not read from something else (%#)', (value) => {
    expect(readFigures(value)).toBeUndefined()
  })
})
