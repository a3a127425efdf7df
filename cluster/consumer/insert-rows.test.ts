import { type ArchiveRow, RowsRefused, StoreUnavailable } from '@aplauso/stores'
import { expect, it } from 'vitest'
import { insertRows } from './insert-rows.ts'

const rows = Array.from({ length: 6 }, (_, offset) => ({ source: { offset } }) as unknown as ArchiveRow)
const offsetsOf = (some: readonly ArchiveRow[]) => some.map(({ source }) => source.offset)

/** An archive that refuses rows at some offsets, `atOnce` of them an attempt, and of the others counts the even ones. */
function refusing(offsets: readonly number[], atOnce: number) {
  return {
    async insert(some: readonly ArchiveRow[]) {
      const culprits = [...some.keys()].filter((place) => offsets.includes(offsetsOf(some)[place] ?? -1))
      if (culprits.length > 0) throw new RowsRefused(culprits.slice(0, atOnce))
      return offsetsOf(some).map((offset) => offset % 2 === 0)
    },
  }
}

it('decides the rows that are not refused, in their order, whichever come out when', async () => {
  for (const atOnce of [1, 3]) {
    const { counts, refused } = await insertRows(refusing([0, 2, 5], atOnce), rows)
    expect(counts).toEqual([false, false, false, false, true, false])
    expect([...refused].sort()).toEqual([0, 2, 5])
  }
})

it('asks nothing for no rows, nor for rows that are all refused', async () => {
  expect(await insertRows(refusing([], 1), [])).toEqual({ counts: [], refused: new Set() })
  expect((await insertRows(refusing([0, 1, 2, 3, 4, 5], 6), rows)).refused.size).toBe(6)
})

it('decides nothing where the archive is unavailable, or refuses rows that it does not name', async () => {
  const failing = (error: Error) => ({ insert: () => Promise.reject(error) })
  await expect(insertRows(failing(new StoreUnavailable('disk full')), rows)).rejects.toThrow('disk full')
  for (const places of [[], [6]]) {
    await expect(insertRows(failing(new RowsRefused(places)), rows)).rejects.toThrow(RowsRefused)
  }
})
