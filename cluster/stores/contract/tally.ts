import { incrementsOf } from '@aplauso/proto'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { Tally } from '../ports/tally.ts'
import { sampleRecord } from './samples.ts'

const none = incrementsOf([])
const votes = (...names: string[]) => incrementsOf(names.map((name) => sampleRecord({ name })))
const cut = new Map([
  [0, 0],
  [1, 7],
])

/** What every tally must do. `open` gives one that is empty. */
export function tallyContract(name: string, open: () => Promise<Tally>): void {
  async function opened(): Promise<Tally> {
    const tally = await open()
    onTestFinished(() => tally.close())
    return tally
  }
  async function installed(): Promise<Tally> {
    const tally = await opened()
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
