import { describe, expect, it, onTestFinished } from 'vitest'
import { SourceTaken } from '../ports/errors.ts'
import type { VoteArchive } from '../ports/vote-archive.ts'
import { sampleRow } from './samples.ts'

/** What every archive must do. `open` gives one that is empty. */
export function archiveContract(name: string, open: () => Promise<VoteArchive>): void {
  async function opened(): Promise<VoteArchive> {
    const archive = await open()
    onTestFinished(() => archive.close())
    await archive.incarnation()
    return archive
  }

  describe(`${name} as a vote archive`, () => {
    it('counts the first record of a key and no other', async () => {
      const archive = await opened()
      expect(await archive.insert([sampleRow('a', { offset: 0 }), sampleRow('b', { offset: 1 })])).toEqual([true, true])
      expect(await archive.insert([sampleRow('a', { offset: 2 }), sampleRow('c', { offset: 3 })])).toEqual([
        false,
        true,
      ])
      expect((await archive.counts()).votes).toBe(3)
    })

    it('counts one of two records of a key in one batch', async () => {
      const archive = await opened()
      const answer = await archive.insert([sampleRow('a', { offset: 0 }), sampleRow('a', { offset: 1 })])
      expect(answer.filter(Boolean)).toHaveLength(1)
    })

    it('decides a large batch as it does a small one, a key that comes again far behind included', async () => {
      const archive = await opened()
      const rows = Array.from({ length: 450 }, (_, offset) => sampleRow(`k${offset % 430}`, { offset }))
      const expected = rows.map((_, offset) => offset < 430)
      const first = await archive.insert(rows)
      expect(first.slice(20, 430)).toEqual(expected.slice(20, 430))
      const ofEach = (at: number) => [first[at], first[at + 430]].filter(Boolean)
      for (let at = 0; at < 20; at += 1) expect(ofEach(at)).toHaveLength(1)
      expect(await archive.insert(rows)).toEqual(first)
    })

    it('says the same when a batch is replayed', async () => {
      const archive = await opened()
      const batch = [sampleRow('a', { offset: 0 }), sampleRow('b', { offset: 1 }), sampleRow('a', { offset: 2 })]
      const first = await archive.insert(batch)
      expect(await archive.insert(batch)).toEqual(first)
    })

    it('distinguishes records by incarnation, partition and offset', async () => {
      const archive = await opened()
      await archive.insert([sampleRow('a', { partition: 1, offset: 5 })])
      expect(await archive.insert([sampleRow('a', { partition: 2, offset: 5 })])).toEqual([false])
      expect(await archive.insert([sampleRow('a', { partition: 1, offset: 6 })])).toEqual([false])
      expect(await archive.insert([sampleRow('a', { incarnation: '2', partition: 1, offset: 5 })])).toEqual([false])
      expect(await archive.insert([sampleRow('a', { partition: 1, offset: 5 })])).toEqual([true])
    })

    it('decides nothing where another record was archived from a record’s place in the log', async () => {
      const archive = await opened()
      await archive.insert([sampleRow('a', { offset: 7 })])
      const again = archive.insert([sampleRow('b', { offset: 7 }), sampleRow('c', { offset: 8 })])
      await expect(again).rejects.toThrow(SourceTaken)
      await expect(again).rejects.toMatchObject({ partition: 0, offset: 7 })
      expect(await archive.holds(['a', 'b'])).toEqual([true, false])
    })

    it('stores a reject once, by its source', async () => {
      const archive = await opened()
      const source = { incarnation: '1', partition: 3, offset: 9 }
      const reject = { source, key: 'a', reason: 'duplicate', value: JSON.stringify(sampleRow('a').record) } as const
      await archive.reject([reject])
      const others = (['unparsable', 'dead', 'dead'] as const).map((reason, at) => ({
        source: { ...source, offset: 10 + at },
        key: 'b',
        reason,
        value: '{',
      }))
      await archive.reject([reject, ...others, { ...reject, reason: 'dead' }])
      expect(await archive.counts()).toEqual({ votes: 0, duplicates: 1, unparsable: 1, dead: 2 })
    })

    it('has one first incarnation, whoever asks', async () => {
      const archive = await opened()
      const names = await Promise.all([archive.incarnation(), archive.incarnation(), archive.incarnation()])
      expect(new Set(names).size).toBe(1)
    })

    it('names a new incarnation, which is then the present one', async () => {
      const archive = await opened()
      const old = await archive.incarnation()
      const fresh = await archive.newIncarnation()
      expect(fresh).not.toBe(old)
      expect(await archive.incarnation()).toBe(fresh)
    })

    it('sums all rows of earlier incarnations and none of later ones', async () => {
      const archive = await opened()
      const first = await archive.incarnation()
      const second = await archive.newIncarnation()
      const rows = [first, first, second, second].map((incarnation, offset) =>
        sampleRow(`k${offset}`, { incarnation, offset }),
      )
      await archive.insert(rows)
      const total = async (incarnation: string, next: number) =>
        (await archive.sum(incarnation, new Map([[0, next]]))).increments.get('default')?.total.get('')
      expect(await total(second, 3)).toBe(3)
      expect(await total(first, 1)).toBe(1)
    })

    it('says which keys have a row', async () => {
      const archive = await opened()
      await archive.insert([sampleRow('a', { offset: 0 }), sampleRow('b', { offset: 1 })])
      expect(await archive.holds(['b', 'x', 'a'])).toEqual([true, false, true])
      expect(await archive.holds([])).toEqual([])
    })

    it('hands out the key of each row once, of duplicates none', async () => {
      const archive = await opened()
      const keys = async () => {
        const all: string[] = []
        for await (const key of archive.keys()) all.push(key)
        return all.sort()
      }
      expect(await keys()).toEqual([])
      const rows = Array.from({ length: 450 }, (_, offset) => sampleRow(`k${1_000 + (offset % 430)}`, { offset }))
      await archive.insert(rows)
      expect(await keys()).toEqual(rows.slice(0, 430).map(({ key }) => key))
    })

    it('notes a gap once', async () => {
      const archive = await opened()
      const gap = { incarnation: '1', partition: 4, from: 10, to: 25 }
      await archive.noteGap(gap)
      await archive.noteGap(gap)
      expect(await archive.gaps()).toEqual([gap])
    })

    it('raises the noted number of an incarnation’s partitions and never lowers it', async () => {
      const archive = await opened()
      expect(await archive.partitions('1')).toBeUndefined()
      for (const partitions of [12, 16, 14, 3]) await archive.notePartitions('1', partitions)
      expect(await archive.partitions('1')).toBe(16)
      await archive.notePartitions('2', 4)
      expect(await archive.partitions('1')).toBe(16)
      expect(await archive.partitions('2')).toBe(4)
      expect(await archive.progress('1')).toEqual([])
      expect(await archive.gaps()).toEqual([])
    })

    it('sums the rows below the cut', async () => {
      const archive = await opened()
      const incarnation = await archive.incarnation()
      await archive.insert([
        sampleRow('a', { incarnation, partition: 0, offset: 0 }, { rank: 8.5 }),
        sampleRow('b', { incarnation, partition: 0, offset: 1 }, { rank: 8.5, channel: 'grpc' }),
        sampleRow('c', { incarnation, partition: 0, offset: 2 }),
        sampleRow('d', { incarnation, partition: 1, offset: 0 }, { name: 'Bohemia Suburbana', album: 'Sub' }),
        sampleRow('e', { incarnation, partition: 2, offset: 0 }),
      ])
      const cut = new Map([
        [0, 2],
        [1, 1],
      ])
      const { increments, rows } = await archive.sum(incarnation, cut)
      expect(rows).toEqual(cut)
      const sums = increments.get('default')
      expect(sums?.total).toEqual(new Map([['', 3]]))
      expect(sums?.bands).toEqual(
        new Map([
          ['Alux Nahual', 2],
          ['Bohemia Suburbana', 1],
        ]),
      )
      expect(sums?.channels).toEqual(
        new Map([
          ['edge', 2],
          ['grpc', 1],
        ]),
      )
      expect(sums?.ranks.get('["Alux Nahual","Alto al Fuego",8.5]')).toBe(2)
    })

    it('sums a range of a partition without the rows of earlier incarnations, and says how many rows it has', async () => {
      const archive = await opened()
      const first = await archive.incarnation()
      await archive.insert([sampleRow('old', { incarnation: first, offset: 3 })])
      const incarnation = await archive.newIncarnation()
      await archive.insert([0, 2, 3, 5, 7].map((offset) => sampleRow(`k${offset}`, { incarnation, offset })))
      await archive.insert([sampleRow('other', { incarnation, partition: 1, offset: 4 })])
      const from = new Map([[0, 2]])
      const { increments, rows } = await archive.sum(incarnation, new Map([[0, 7]]), from)
      expect(rows).toEqual(new Map([[0, 3]]))
      expect(increments.get('default')?.total.get('')).toBe(3)
      const both = new Map([
        [0, 2],
        [1, 5],
        [2, 9],
      ])
      const rowsOfEach = [
        [0, 1],
        [1, 1],
        [2, 0],
      ]
      expect([...(await archive.sum(incarnation, both)).rows].sort()).toEqual(rowsOfEach)
    })
  })
}
