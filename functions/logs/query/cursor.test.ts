import { describe, expect, it } from 'vitest'
import { cursorOf, readCursor } from './cursor.ts'

const cut = { incarnation: '1', positions: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, Number.MAX_SAFE_INTEGER] }
const encoded = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const positions = Array.from({ length: 12 }, () => 5)

describe('a cursor', () => {
  it('comes back as the cut that it was', () => {
    expect(readCursor(cursorOf(cut))).toEqual({ value: cut })
  })

  it('comes back whatever the number of partitions, up to 256 at any offsets', () => {
    const incarnation = 'i'.repeat(64)
    for (const partitions of [1, 11, 16, 256]) {
      const grown = { incarnation, positions: Array.from({ length: partitions }, () => Number.MAX_SAFE_INTEGER) }
      expect(readCursor(cursorOf(grown))).toEqual({ value: grown })
    }
  })

  it.each([
    '',
    'x',
    '%00',
    'null',
    cursorOf(cut).slice(0, -1),
    `${cursorOf(cut)}=`,
    ` ${cursorOf(cut)}`,
    'A'.repeat(100_000),
    encoded('null'),
    encoded('[]'),
    encoded('{"i":"1"}'),
    encoded({ p: positions, i: '1' }),
    encoded({ i: '1', p: positions, x: 1 }),
    encoded(`{"i":"1", "p":${JSON.stringify(positions)}}`),
    encoded({ i: 1, p: positions }),
    encoded({ i: '', p: positions }),
    encoded({ i: { $gt: '' }, p: positions }),
    encoded({ i: '$ne\u0000', p: positions }),
    encoded({ i: 'x'.repeat(65), p: positions }),
    encoded({ i: '1', p: [] }),
    encoded({ i: '1', p: Array.from({ length: 257 }, () => 5) }),
    encoded({ i: '1', p: [...positions.slice(1), -1] }),
    encoded({ i: '1', p: [...positions.slice(1), 1.5] }),
    encoded({ i: '1', p: [...positions.slice(1), '1'] }),
    encoded({ i: '1', p: [...positions.slice(1), { $gt: 0 }] }),
    encoded({ i: '1', p: [...positions.slice(1), null] }),
    encoded(`{"i":"1","p":[${positions.slice(1)},1e300]}`),
    encoded('['.repeat(200)),
  ])('is not taken where it is broken: %s', (text) => {
    expect(readCursor(text)).toMatchObject({ code: 'format' })
  })
})
