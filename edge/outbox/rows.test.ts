import { decodeRelayBatch, type RelayEntry } from '@aplauso/proto'
import { expect, it } from 'vitest'
import { rowLimits, rowsOf } from './rows.ts'

const entries = (count: number, size: number): RelayEntry[] =>
  Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: 'é'.repeat(size) }))

const readBack = (rows: readonly { body: Uint8Array }[]) =>
  rows.flatMap(({ body }) => decodeRelayBatch(new TextDecoder().decode(body)) ?? [])

it('rows hold all entries in order, and none is larger than the platform takes', () => {
  const all = entries(1_000, 1_500)
  const { rows, taken } = rowsOf(all, Number.POSITIVE_INFINITY)
  expect(taken).toBe(1_000)
  expect(rows.length).toBeGreaterThan(5)
  expect(Math.max(...rows.map(({ body }) => body.byteLength))).toBeLessThanOrEqual(rowLimits.bytes)
  expect(readBack(rows)).toEqual(all)
  expect(rows.reduce((sum, { votes }) => sum + votes, 0)).toBe(1_000)
})

it('a row holds no more records than one batch on its way out', () => {
  const { rows } = rowsOf(entries(4_500, 1), Number.POSITIVE_INFINITY)
  expect(rows.map(({ votes }) => votes)).toEqual([2_000, 2_000, 500])
})

it('what has no room is not taken, and what was taken fits', () => {
  const all = entries(10, 100)
  const { rows, taken } = rowsOf(all, 1_000)
  expect(taken).toBe(4)
  expect(readBack(rows)).toEqual(all.slice(0, 4))
  expect(rows.reduce((sum, { body }) => sum + body.byteLength, 0)).toBeLessThanOrEqual(1_000)
  expect(rowsOf(all, 0)).toEqual({ rows: [], taken: 0 })
  expect(rowsOf(all, -1)).toEqual({ rows: [], taken: 0 })
})
