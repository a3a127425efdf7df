import type { LoggedVote, VoteRecord } from '@aplauso/proto'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { VoteArchive } from '../ports/vote-archive.ts'
import type { Stretch, StretchQuery, VoteFilter, VoteLogView } from '../ports/vote-log-view.ts'
import { sampleRecord, sampleRow } from './samples.ts'

export interface ViewedArchive {
  readonly archive: VoteArchive
  readonly view: VoteLogView
}

/** Votes that every filter distinguishes; the odd offsets' records are duplicates. */
const records: readonly Partial<VoteRecord>[] = [
  { contest: 'one', name: 'Ana', album: 'A', year: 1990, rank: -0.5, channel: 'edge', at: '2026-01-01T00:00:00.000Z' },
  { contest: 'one', name: 'Ana', album: 'B', year: 1991, rank: 0, channel: 'grpc', at: '2026-01-01T00:00:00.001Z' },
  {
    contest: 'two',
    name: "O'Hara",
    album: 'A',
    year: 1990,
    rank: 9.75,
    channel: 'grpc',
    at: '2026-01-02T00:00:00.000Z',
  },
  {
    contest: 'two',
    name: '$ne',
    album: '{"$gt":""}',
    year: 2000,
    rank: 10,
    channel: 'edge',
    at: '2026-01-03T00:00:00.000Z',
  },
  {
    contest: 'two',
    name: '\ufeffAna',
    album: '%',
    year: 2001,
    rank: 100,
    channel: 'edge',
    at: '2026-01-04T00:00:00.000Z',
  },
]

/** What every archive must let be read. `open` gives one that is empty, and a view of it. */
export function viewContract(name: string, open: () => Promise<ViewedArchive>): void {
  async function opened() {
    const { archive, view } = await open()
    onTestFinished(async () => {
      await view.close()
      await archive.close()
    })
    return { archive, view }
  }
  async function filled() {
    const { archive, view } = await opened()
    const incarnation = await archive.incarnation()
    const at = (partition: number, offset: number) => ({ incarnation, partition, offset })
    for (const [offset, record] of records.entries()) {
      if (offset % 2 === 0) await archive.insert([sampleRow(`k${offset}`, at(3, offset), { voter: 'hash', ...record })])
      else {
        const value = JSON.stringify(sampleRecord({ voter: 'hash', ...record }))
        await archive.reject([{ source: at(3, offset), key: 'k', reason: 'duplicate', value }])
      }
    }
    await archive.reject([{ source: at(3, 5), key: 'k', reason: 'unparsable', value: '{"name":' }])
    const letter = JSON.stringify(sampleRecord(records[0]))
    await archive.reject([{ source: at(3, 6), key: 'k', reason: 'dead', value: letter }])
    await archive.reject([{ source: at(3, 7), key: 'k', reason: 'dead', value: '{"v":2}' }])
    await archive.insert([sampleRow('elsewhere', at(4, 0))])
    const offsets = async ({ order = 'ascending', filter = {}, ...more }: Partial<Stretch & StretchQuery> = {}) => {
      const stretch = { partition: 3, from: 0, below: 100, limit: 50, ...more }
      const query = { incarnation: more.incarnation ?? incarnation, stretches: [stretch], order, filter }
      const [rows = []] = await view.rows(query)
      return rows.map(({ offset }) => offset)
    }
    return { view, incarnation, offsets }
  }

  describe(`${name} as a log of votes`, { timeout: 60_000 }, () => {
    it('is empty before the first consumer', async () => {
      const { view } = await opened()
      expect(await view.incarnations()).toEqual([])
      expect(await view.horizon('1')).toEqual(new Map())
      const stretches = [{ partition: 0, from: 0, below: 9, limit: 9 }]
      expect(await view.rows({ incarnation: '1', stretches, order: 'ascending', filter: {} })).toEqual([[]])
    })

    it('names the incarnations, newest first, and how far each partition is decided', async () => {
      const { archive, view } = await opened()
      const old = await archive.incarnation()
      const names = [old]
      for (let number = 2; number <= 11; number += 1) names.unshift(await archive.newIncarnation())
      expect(await view.incarnations()).toEqual(names.map((name) => ({ name, partitions: 12 })))
      await archive.raiseProgress({ incarnation: old, partition: 7, next: 12 })
      expect(await view.horizon(old)).toEqual(new Map([[7, 12]]))
      expect(await view.horizon(names[0] ?? '')).toEqual(new Map())
    })

    it('names the noted number of an incarnation’s partitions, and the planned one where none is noted', async () => {
      const { archive, view } = await opened()
      const old = await archive.incarnation()
      await archive.notePartitions(old, 16)
      await archive.notePartitions(old, 14)
      const present = await archive.newIncarnation()
      expect(await view.incarnations()).toEqual([
        { name: present, partitions: 12 },
        { name: old, partitions: 16 },
      ])
      await archive.notePartitions(present, 3)
      expect((await view.incarnations())[0]).toEqual({ name: present, partitions: 3 })
    })

    it('reads a stretch of a partition by offset in either direction, duplicates among the rest, dead letters not', async () => {
      const { offsets } = await filled()
      expect(await offsets()).toEqual([0, 1, 2, 3, 4])
      expect(await offsets({ order: 'descending' })).toEqual([4, 3, 2, 1, 0])
      expect(await offsets({ from: 1, below: 3 })).toEqual([1, 2])
      expect(await offsets({ order: 'descending', below: 4, limit: 2 })).toEqual([3, 2])
      expect(await offsets({ partition: 4 })).toEqual([0])
      expect(await offsets({ incarnation: 'other' })).toEqual([])
      expect(await offsets({ from: 2 ** 52, below: Number.MAX_SAFE_INTEGER })).toEqual([])
    })

    it('keeps text from outside as it is, and never changes a row', async () => {
      const { archive, view } = await opened()
      const incarnation = await archive.incarnation()
      const names = ['$where', '__proto__', 'a.b.$c', "'; DROP TABLE votes; --", '🎸 <b>é</b>', '\ufeffBand']
      const rows = names.map((name, offset) => sampleRow(`k\u001f${name}`, { incarnation, offset }, { name }))
      expect(await archive.insert(rows)).toEqual(names.map(() => true))
      await archive.insert(rows.map((row) => ({ ...row, record: sampleRecord({ name: 'Another' }) })))
      const stretches = [{ partition: 0, from: 0, below: 9, limit: 9 }]
      const [found] = await view.rows({ incarnation, stretches, order: 'ascending', filter: {} })
      expect(found?.map(({ vote }) => vote.name)).toEqual(names)
    })

    it('reads stretches of several partitions at once, each to its own limit and however few of it the filter lets through', async () => {
      const { archive, view } = await opened()
      const incarnation = await archive.incarnation()
      const partitions = Array.from({ length: 12 }, (_, partition) => partition)
      const rows = partitions.flatMap((partition) =>
        Array.from({ length: 20 }, (_, offset) => {
          const year = offset === 1 ? 1999 : 2000
          return sampleRow(
            `${partition}:${offset}`,
            { incarnation, partition, offset: offset * (partition + 1) },
            { year },
          )
        }),
      )
      await archive.insert(rows)
      const stretch = (partition: number) => ({
        partition,
        from: 1,
        below: 20 * (partition + 1),
        limit: 1 + (partition % 3),
      })
      const read = async (query: Pick<StretchQuery, 'order' | 'filter'>) => {
        const found = await view.rows({ incarnation, stretches: partitions.map(stretch), ...query })
        return found.map((votes) => votes.map(({ partition, offset }) => [partition, offset / (partition + 1)]))
      }
      const expected = (all: readonly number[]) =>
        partitions.map((partition) => all.slice(0, 1 + (partition % 3)).map((offset) => [partition, offset]))
      expect(await read({ order: 'ascending', filter: {} })).toEqual(expected([1, 2, 3]))
      expect(await read({ order: 'descending', filter: {} })).toEqual(expected([19, 18, 17]))
      expect(await read({ order: 'descending', filter: { year: 1999 } })).toEqual(expected([1]))
      expect(await read({ order: 'ascending', filter: { year: 2001 } })).toEqual(expected([]))
    })

    it('shows of a vote what the contract lets out and no more', async () => {
      const { view, incarnation } = await filled()
      const before = Date.now()
      const stretches = [{ partition: 3, from: 0, below: 2, limit: 9 }]
      const [[first, second] = []] = await view.rows({ incarnation, stretches, order: 'ascending', filter: {} })
      expect(first?.vote).toEqual({ ...(records[0] as LoggedVote), status: 'counted' })
      expect(second?.vote).toEqual({ ...(records[1] as LoggedVote), status: 'duplicate' })
      expect(Object.keys(first ?? {}).sort()).toEqual(['archivedAtMs', 'offset', 'partition', 'vote'])
      expect(Math.abs(before - (first?.archivedAtMs ?? 0))).toBeLessThan(60_000)
    })

    it('asks the engine each question in its turn, and goes no further once that is over', async () => {
      const { view, incarnation } = await filled()
      let turns = 0
      const query = {
        incarnation,
        stretches: [0, 1, 2, 3].map((partition) => ({ partition, from: 0, below: 9, limit: 9 })),
        order: 'ascending',
        filter: {},
      } as const
      const counted = await view.rows({
        ...query,
        turn: (ask) => {
          turns += 1
          return ask()
        },
      })
      expect(turns).toBeGreaterThan(0)
      expect(counted).toEqual(await view.rows(query))
      const over = new Error('nobody waits for it')
      await expect(view.rows({ ...query, turn: () => Promise.reject(over) })).rejects.toBe(over)
    })

    const cases: readonly (readonly [VoteFilter, readonly number[]])[] = [
      [{ contest: 'one' }, [0, 1]],
      [{ band: 'Ana' }, [0, 1]],
      [{ band: '\ufeffAna' }, [4]],
      [{ band: "O'Hara" }, [2]],
      [{ band: '$ne' }, [3]],
      [{ band: 'An.' }, []],
      [{ album: '{"$gt":""}' }, [3]],
      [{ album: '%' }, [4]],
      [{ year: 1990 }, [0, 2]],
      [{ channel: 'grpc' }, [1, 2]],
      [{ status: 'counted' }, [0, 2, 4]],
      [{ status: 'duplicate' }, [1, 3]],
      [{ rankMin: 0 }, [1, 2, 3, 4]],
      [{ rankMax: 9.75 }, [0, 1, 2]],
      [{ rankMin: 9.75, rankMax: 10 }, [2, 3]],
      [{ from: '2026-01-01T00:00:00.001Z' }, [1, 2, 3, 4]],
      [{ to: '2026-01-01T00:00:00.001Z' }, [0]],
      [{ from: '2026-01-02T00:00:00.000Z', to: '2026-01-04T00:00:00.000Z' }, [2, 3]],
      [{ contest: 'two', album: 'A', year: 1990, channel: 'grpc', status: 'counted', rankMin: 9 }, [2]],
      [{ contest: 'two', album: 'A', year: 1991 }, []],
    ]
    it('lets through what a filter names, compared exactly, among counted and duplicate votes', async () => {
      const { offsets } = await filled()
      for (const [filter, expected] of cases) {
        expect(await offsets({ filter }), JSON.stringify(filter)).toEqual(expected)
        const back = await offsets({ filter, order: 'descending', limit: 2 })
        expect(back, JSON.stringify(filter)).toEqual([...expected].reverse().slice(0, 2))
      }
    })
  })
}
