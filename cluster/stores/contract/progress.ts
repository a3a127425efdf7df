import { describe, expect, it, onTestFinished } from 'vitest'
import type { VoteArchive } from '../ports/vote-archive.ts'
import { sampleRow } from './samples.ts'

/** What every archive must do with the progress of partitions. `open` gives one that is empty. */
export function progressContract(name: string, open: () => Promise<VoteArchive>): void {
  const of = { incarnation: '1', partition: 2 } as const

  async function opened() {
    const archive = await open()
    onTestFinished(() => archive.close())
    await archive.incarnation()
    return {
      archive,
      advance: (first: number, next: number, counted: readonly number[] = []) =>
        archive.advanceProgress({ ...of, first, next, lastKey: `key ${next - 1}`, counted }),
      raise: (next: number) => archive.raiseProgress({ ...of, next }),
      progress: async () => (await archive.progress('1'))[0],
    }
  }

  describe(`${name} keeping progress`, () => {
    it('begins a partition at its first position, and knows the key before the next one', async () => {
      const { archive, advance, progress } = await opened()
      const moved = { ...of, next: 5, lastKey: 'key 4', rows: 3 }
      expect(await advance(0, 5, [0, 1, 4])).toEqual(moved)
      expect(await progress()).toEqual(moved)
      expect(await archive.progress('2')).toEqual([])
    })

    it('follows batch upon batch and adds up their rows', async () => {
      const { advance, progress } = await opened()
      await advance(0, 5, [0, 1, 4])
      expect(await advance(5, 9, [6, 8])).toMatchObject({ next: 9, rows: 5 })
      expect(await advance(9, 12)).toMatchObject({ next: 12, rows: 5, lastKey: 'key 11' })
      expect(await progress()).toEqual({ ...of, next: 12, lastKey: 'key 11', rows: 5 })
    })

    it('refuses a batch that it does not reach, and changes nothing', async () => {
      const { advance, progress } = await opened()
      expect(await advance(3, 5, [3, 4])).toBeUndefined()
      expect(await progress()).toBeUndefined()
      await advance(0, 5, [0])
      expect(await advance(6, 8, [6, 7])).toBeUndefined()
      expect(await progress()).toMatchObject({ next: 5, rows: 1 })
    })

    it('adds of a batch that it has reached in part only the rest', async () => {
      const { advance } = await opened()
      await advance(0, 5, [0, 1, 4])
      expect(await advance(2, 8, [4, 5, 7])).toEqual({ ...of, next: 8, lastKey: 'key 7', rows: 5 })
    })

    it('takes a batch that lies below it for done', async () => {
      const { advance, progress } = await opened()
      await advance(0, 8, [0, 1, 4])
      const stands = { ...of, next: 8, lastKey: 'key 7', rows: 3 }
      expect(await advance(0, 8, [0, 1, 4])).toEqual(stands)
      expect(await advance(2, 6, [4, 5])).toEqual(stands)
      expect(await progress()).toEqual(stands)
    })

    it('counts no row twice when many consumers archive the same batches', async () => {
      const { advance, progress } = await opened()
      for (let first = 0; first < 20; first += 4) {
        const all = [first, first + 1, first + 2, first + 3]
        for (let owner = 0; owner < 3; owner += 1) await advance(first, first + 4, all)
      }
      expect(await progress()).toMatchObject({ next: 20, rows: 20 })
    })

    it('is raised over a gap without rows, and never lowered', async () => {
      const { advance, raise, progress } = await opened()
      await advance(0, 5, [0, 1])
      const raised = { ...of, next: 40, lastKey: null, rows: 2 }
      expect(await raise(40)).toEqual(raised)
      expect(await raise(12)).toEqual(raised)
      expect(await progress()).toEqual(raised)
      expect(await advance(40, 41, [40])).toMatchObject({ next: 41, rows: 3 })
    })

    it('is raised to a log’s start where there was none', async () => {
      const { raise } = await opened()
      expect(await raise(7)).toEqual({ ...of, next: 7, lastKey: null, rows: 0 })
    })

    it('counts the rows of a gap that a consumer archived and did not note', async () => {
      const { archive, advance, raise } = await opened()
      await archive.insert([0, 1, 5, 6, 9].map((offset) => sampleRow(`k${offset}`, { ...of, offset })))
      await archive.insert([sampleRow('other', { ...of, partition: 3, offset: 5 })])
      await advance(0, 2, [0, 1])
      expect(await raise(9)).toMatchObject({ next: 9, rows: 4 })
    })

    it('keeps partitions and incarnations apart', async () => {
      const { archive, advance } = await opened()
      await advance(0, 5, [0])
      await archive.advanceProgress({ ...of, partition: 3, first: 0, next: 7, lastKey: 'a', counted: [1, 2] })
      await archive.advanceProgress({ ...of, incarnation: '2', first: 0, next: 9, lastKey: 'b', counted: [] })
      const rows = [...(await archive.progress('1'))].sort((one, other) => one.partition - other.partition)
      expect(rows.map(({ partition, next, rows }) => [partition, next, rows])).toEqual([
        [2, 5, 1],
        [3, 7, 2],
      ])
    })
  })
}
