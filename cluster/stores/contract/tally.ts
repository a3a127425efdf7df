import { incrementsOf, overflowFields, type TallyRoom } from '@aplauso/proto'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Tally } from '../ports/tally.ts'
import { sampleRecord } from './samples.ts'

const none = incrementsOf([])
const sumOf = (counter: ReadonlyMap<string, number>) => [...counter.values()].reduce((sum, count) => sum + count, 0)
const votes = (...names: string[]) => incrementsOf(names.map((name) => sampleRecord({ name })))
const cut = new Map([
  [0, 0],
  [1, 7],
])

/** The counters that add up to the total; the pace forgets. */
const kinds = ['total', 'bands', 'albums', 'ranks', 'channels'] as const
const smallRoom: TallyRoom = { bands: 3, albums: 4, ranks: 5, nameBytes: 1_000 }

/** What every tally must do. `open` gives one that is empty, with room for names as given. */
export function tallyContract(name: string, open: (room?: TallyRoom) => Promise<Tally>): void {
  async function opened(room?: TallyRoom): Promise<Tally> {
    const tally = await open(room)
    onTestFinished(() => tally.close())
    return tally
  }
  async function installed(room?: TallyRoom): Promise<Tally> {
    const tally = await opened(room)
    await tally.install('1', cut, none)
    return tally
  }
  const step = (first: number, next: number, increments = none, partition = 0) => ({
    incarnation: '1',
    partition,
    first,
    next,
    increments,
  })
  const total = async (tally: Tally) => (await tally.read('default')).counters.total.get('') ?? 0

  describe(`${name} as a tally`, () => {
    it('applies nothing while there is no watermark, and says so', async () => {
      const tally = await opened()
      expect(await tally.apply(step(0, 2, votes('A', 'B')))).toEqual({ applied: false, watermark: null })
      expect(await total(tally)).toBe(0)
      expect((await tally.watermarks()).size).toBe(0)
    })

    it('applies a step that begins exactly at the watermark', async () => {
      const tally = await installed()
      expect(await tally.apply(step(0, 2, votes('A', 'B')))).toEqual({ applied: true, watermark: 2 })
      expect(await tally.apply(step(2, 3, votes('A')))).toEqual({ applied: true, watermark: 3 })
      const { counters } = await tally.read('default')
      expect(counters.total).toEqual(new Map([['', 3]]))
      expect(counters.bands).toEqual(
        new Map([
          ['A', 2],
          ['B', 1],
        ]),
      )
      expect(counters.channels).toEqual(new Map([['edge', 3]]))
    })

    it('changes nothing for a step that begins elsewhere, and names the watermark', async () => {
      const tally = await installed()
      await tally.apply(step(0, 2, votes('A')))
      expect(await tally.apply(step(0, 2, votes('A')))).toEqual({ applied: false, watermark: 2 })
      expect(await tally.apply(step(1, 3, votes('A')))).toEqual({ applied: false, watermark: 2 })
      expect(await tally.apply(step(3, 4, votes('A')))).toEqual({ applied: false, watermark: 2 })
      expect(await total(tally)).toBe(1)
    })

    it('keeps the partitions and incarnations apart', async () => {
      const tally = await installed()
      expect(await tally.apply(step(7, 9, votes('A'), 1))).toEqual({ applied: true, watermark: 9 })
      expect(await tally.apply(step(0, 1, votes('A'), 2))).toEqual({ applied: false, watermark: null })
      expect(await tally.apply({ ...step(0, 1, votes('A')), incarnation: '2' })).toEqual({
        applied: false,
        watermark: null,
      })
      expect(await total(tally)).toBe(1)
    })

    it('answers an empty step without changing anything but the time it was seen', async () => {
      const tally = await installed()
      await tally.apply(step(0, 2, votes('A')))
      const before = await tally.read('default')
      await new Promise((resolve) => setTimeout(resolve, 5))
      expect(await tally.apply(step(2, 2))).toEqual({ applied: true, watermark: 2 })
      expect(await tally.apply(step(1, 1))).toEqual({ applied: false, watermark: 2 })
      const after = await tally.read('default')
      expect(after.counters).toEqual(before.counters)
      expect(after.watermarks).toEqual(before.watermarks)
      expect(after.seen.get('1:0')).toBeGreaterThan(before.seen.get('1:0') ?? Number.NaN)
    })

    it('applies one of many equal steps that arrive at once', async () => {
      const tally = await installed()
      const answers = await Promise.all(Array.from({ length: 20 }, () => tally.apply(step(0, 1, votes('A')))))
      expect(answers.filter(({ applied }) => applied)).toHaveLength(1)
      expect(await total(tally)).toBe(1)
    })

    it('gives a partition that was added a watermark, once, and changes nothing else', async () => {
      const tally = await installed()
      await tally.apply(step(0, 2, votes('A')))
      expect(await tally.begin('1', 2, 0)).toEqual({ applied: true, watermark: 0 })
      expect(await tally.apply(step(0, 3, votes('B'), 2))).toEqual({ applied: true, watermark: 3 })
      expect(await tally.begin('1', 2, 0)).toEqual({ applied: false, watermark: 3 })
      expect(await total(tally)).toBe(2)
      const { watermarks, seen } = await tally.read('default')
      expect([...watermarks].sort()).toEqual([
        ['1:0', 2],
        ['1:1', 7],
        ['1:2', 3],
      ])
      expect([...seen.keys()].sort()).toEqual(['1:0', '1:1', '1:2'])
    })

    it('begins no partition where the incarnation has no watermark: a rebuild is due', async () => {
      const tally = await opened()
      const refused = { applied: false, watermark: null }
      expect(await tally.begin('1', 0, 0)).toEqual(refused)
      await tally.install('1', cut, none)
      expect(await tally.begin('11', 0, 0)).toEqual(refused)
      expect((await tally.watermarks()).size).toBe(2)
    })

    it('installs counters and watermarks in place of all that stood there', async () => {
      const tally = await installed()
      await tally.apply(step(0, 2, votes('A', 'B')))
      await tally.install('2', new Map([[0, 5]]), votes('C'))
      const { counters, watermarks } = await tally.read('default')
      expect(watermarks).toEqual(new Map([['2:0', 5]]))
      expect(counters.bands).toEqual(new Map([['C', 1]]))
      expect(counters.total).toEqual(new Map([['', 1]]))
    })

    it('keeps text from outside as it is', async () => {
      const tally = await installed()
      const names = ['__proto__', '{aplauso}:default:total', '"quoted"', '🎸 é', 'a\u00a0b', '17']
      await tally.apply(step(0, 1, votes(...names)))
      expect([...(await tally.read('default')).counters.bands.keys()].sort()).toEqual([...names].sort())
    })

    it('lists the contests that have votes', async () => {
      const tally = await installed()
      expect(await tally.contests()).toEqual([])
      await tally.apply(step(0, 1, incrementsOf([sampleRecord({ contest: 'b' }), sampleRecord({ contest: 'a' })])))
      expect([...(await tally.contests())].sort()).toEqual(['a', 'b'])
      expect((await tally.read('nobody')).counters.total.size).toBe(0)
    })

    it('reads all contests and watermarks at one moment', async () => {
      const tally = await installed()
      await tally.apply(step(0, 2, incrementsOf([sampleRecord({ contest: 'b' }), sampleRecord({ contest: 'a' })])))
      const { watermarks, contests } = await tally.totals()
      expect(watermarks).toEqual(
        new Map([
          ['1:0', 2],
          ['1:1', 7],
        ]),
      )
      expect([...contests.keys()].sort()).toEqual(['a', 'b'])
      expect(contests.get('a')).toEqual((await tally.read('a')).counters)
    })

    it('sums up all contests with the watermarks and the times they were seen', async () => {
      const tally = await opened()
      const nothing = { watermarks: new Map(), seen: new Map(), partitions: new Map(), totals: new Map() }
      expect(await tally.summary()).toEqual(nothing)
      await tally.install('1', cut, none)
      const both = [sampleRecord({ contest: 'b' }), sampleRecord({ contest: 'a' }), sampleRecord({ contest: 'b' })]
      await tally.apply(step(0, 3, incrementsOf(both)))
      const { totals, watermarks, seen, partitions } = await tally.summary()
      expect([...totals].sort()).toEqual([
        ['a', 1],
        ['b', 2],
      ])
      const snapshot = await tally.read('b')
      expect({ watermarks, seen, partitions }).toEqual({
        watermarks: snapshot.watermarks,
        seen: snapshot.seen,
        partitions: snapshot.partitions,
      })
    })

    it('notes as many partitions as have a watermark, and no more', async () => {
      const tally = await opened()
      const noted = async () => (await tally.summary()).partitions
      await tally.install('1', cut, none)
      expect(await noted()).toEqual(new Map([['1', 2]]))
      await tally.apply(step(0, 0))
      await tally.apply(step(0, 0, none, 2))
      expect(await noted()).toEqual(new Map([['1', 2]]))
      await tally.begin('1', 3, 0)
      expect(await noted()).toEqual(new Map([['1', 2]]))
      await tally.begin('1', 2, 0)
      expect(await noted()).toEqual(new Map([['1', 4]]))
      await tally.install('a:2', new Map([0, 1, 2, 4].map((partition) => [partition, 5])), none)
      expect(await noted()).toEqual(new Map([['a:2', 3]]))
      await tally.install('3', new Map([[1, 5]]), none)
      expect(await noted()).toEqual(new Map())
    })

    it('gives names fields while there is room, and counts every later name in the overflow field', async () => {
      const tally = await installed(smallRoom)
      await tally.apply(step(0, 4, votes('A', 'B', 'A', 'C')))
      await tally.apply(step(4, 9, votes('D', 'A', 'E', 'D', 'C')))
      expect(await tally.apply(step(9, 11, votes('D', 'B')))).toEqual({ applied: true, watermark: 11 })
      const { counters } = await tally.read('default')
      expect(counters.bands).toEqual(
        new Map([
          ['A', 3],
          ['B', 2],
          ['C', 2],
          [overflowFields.bands, 4],
        ]),
      )
      expect(counters.albums.get(overflowFields.albums)).toBe(1)
      expect(counters.ranks.has(overflowFields.ranks)).toBe(false)
      for (const kind of kinds) expect([kind, sumOf(counters[kind])]).toEqual([kind, 11])
    })

    it('bounds the bytes of all names together', async () => {
      const tally = await installed({ bands: 99, albums: 99, ranks: 99, nameBytes: 120 })
      const long = 'é'.repeat(40)
      await tally.apply(step(0, 2, votes('A', long)))
      await tally.apply(step(2, 3, votes('B')))
      const { bands, albums, ranks, total: all } = (await tally.read('default')).counters
      const taken = [bands, albums, ranks].flatMap((counter) => [...counter.keys()])
      const overflow: string[] = Object.values(overflowFields)
      const bytes = taken
        .filter((field) => !overflow.includes(field))
        .reduce((sum, field) => sum + Buffer.byteLength(field), 0)
      expect(bytes).toBeLessThanOrEqual(120)
      expect(bands.has(long)).toBe(true)
      expect(albums.get(overflowFields.albums)).toBeGreaterThan(0)
      for (const counter of [bands, albums, ranks, all]) expect(sumOf(counter)).toBe(3)
    })

    it('gives no name a field once a name of its kind went without, though it be short enough', async () => {
      const tally = await installed({ bands: 99, albums: 99, ranks: 99, nameBytes: 200 })
      await tally.apply(step(0, 2, votes('A', 'é'.repeat(100))))
      await tally.apply(step(2, 4, votes('B', 'A')))
      const { bands, albums } = (await tally.read('default')).counters
      expect(bands).toEqual(
        new Map([
          ['A', 2],
          [overflowFields.bands, 2],
        ]),
      )
      expect(albums.get(overflowFields.albums)).toBe(2)
    })

    it('gives the room to the names with most votes when it is made anew, and to no new name afterwards', async () => {
      const tally = await opened(smallRoom)
      await tally.install('1', cut, votes('A', 'B', 'B', 'C', 'C', 'D', 'E', 'E'))
      await tally.apply(step(0, 3, votes('A', 'F', 'B')))
      const { counters } = await tally.read('default')
      expect(counters.bands).toEqual(
        new Map([
          ['B', 3],
          ['C', 2],
          ['E', 2],
          [overflowFields.bands, 4],
        ]),
      )
      for (const kind of kinds) expect([kind, sumOf(counters[kind])]).toEqual([kind, 11])
    })

    it('begins anew with all its room when it is made anew', async () => {
      const tally = await installed(smallRoom)
      await tally.apply(step(0, 5, votes('A', 'B', 'C', 'D', 'E')))
      await tally.install('1', cut, votes('X'))
      await tally.apply(step(0, 2, votes('Y', 'Z')))
      expect([...(await tally.read('default')).counters.bands.keys()].sort()).toEqual(['X', 'Y', 'Z'])
    })

    it('forgets the pace of more than an hour ago', async () => {
      const tally = await installed()
      const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
      await tally.apply(
        step(0, 1, incrementsOf([sampleRecord({ at: hoursAgo(2) }), sampleRecord({ at: hoursAgo(0.5) })])),
      )
      await tally.apply(step(1, 2, votes('A')))
      expect((await tally.read('default')).counters.pace.size).toBe(2)
      expect(await total(tally)).toBe(3)
    })
  })
}
