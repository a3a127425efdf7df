import { incrementsOf, type VoteRecord } from '@aplauso/proto'
import type { Cut, Tally, VoteArchive } from '@aplauso/stores'
import { describe, expect, it } from 'vitest'
import { rebuild } from './rebuild.ts'
import { Recounter, recount } from './recount.ts'
import { emptyStores } from './testing/archives.ts'

const record: VoteRecord = {
  v: 1,
  contest: 'default',
  id: 'x',
  name: 'Alux Nahual',
  album: 'La Trampa',
  year: 1989,
  rank: 9,
  rules: 1,
  channel: 'edge',
  at: '2026-01-01T00:00:00.000Z',
}
const repair = { repair: true }
const look = { repair: false }
const votes = (count: number, more: Partial<VoteRecord> = {}) =>
  incrementsOf(Array.from({ length: count }, () => ({ ...record, ...more })))
const numbers = (from: number, below: number) => Array.from({ length: below - from }, (_, at) => from + at)

/** Stores rows of a partition and notes them, as a consumer does; of what is `lost` only the note remains. */
async function store(archive: VoteArchive, from: number, below: number, { partition = 0, lost = [] as number[] } = {}) {
  const incarnation = await archive.incarnation()
  const rows = numbers(from, below).map((offset) => ({
    key: `${incarnation}:${partition}:${offset}`,
    source: { incarnation, partition, offset },
    digest: '',
    record,
  }))
  await archive.insert(rows.filter(({ source }) => !lost.includes(source.offset)))
  const step = { incarnation, partition, first: from, next: below, lastKey: null, counted: numbers(from, below) }
  await archive.advanceProgress(step)
}

/** An archive and a tally that agree on five votes, of which every reading is noted. */
async function agreeing() {
  const { archive, tally, incarnation } = await emptyStores()
  await store(archive, 0, 5)
  await tally.install(incarnation, new Map([[0, 5]]), votes(5))
  let present = archive
  const readings: { from: Cut | undefined; below: Cut }[] = []
  const watched = new Proxy(archive, {
    get(_, name) {
      if (name === 'sum') {
        return (of: string, below: Cut, from?: Cut) => {
          readings.push({ from, below })
          return present.sum(of, below, from)
        }
      }
      const value = Reflect.get(present, name)
      return typeof value === 'function' ? value.bind(present) : value
    },
  })
  const apply = (first: number, next: number, increments = votes(next - first)) =>
    tally.apply({ incarnation, partition: 0, first, next, increments })
  return {
    archive,
    tally,
    incarnation,
    readings,
    apply,
    recounter: new Recounter(watched, tally),
    /** Reads from another archive from now on. */
    swap(other: VoteArchive) {
      present = other
    },
    total: async () => (await tally.read('default')).counters.total.get(''),
  }
}

describe('a recount', () => {
  it('finds no difference between a tally and the archive that it was built from', async () => {
    const { archive, tally, incarnation } = await emptyStores()
    await store(archive, 0, 5)
    const voteLog = { partitions: async () => 1, bounds: async () => ({ start: 0, end: 100 }) }
    await rebuild({ archive, tally, voteLog, incarnation })
    expect(await recount(archive, tally, look)).toEqual({
      state: 'compared',
      contests: 1,
      votes: 5,
      differences: [],
      lost: [],
      repaired: false,
      full: true,
    })
  })

  it('compares at the tally’s watermark, whatever the archive holds beyond it', async () => {
    const { archive, tally, incarnation } = await emptyStores()
    await store(archive, 0, 5)
    await tally.install(incarnation, new Map([[0, 2]]), votes(2))
    expect(await recount(archive, tally, look)).toMatchObject({ state: 'compared', votes: 2, differences: [] })
  })

  it('names each counter that differs, and repairs in either direction only when asked to', async () => {
    const { archive, tally, incarnation } = await emptyStores()
    await store(archive, 0, 5)
    const wrong = [votes(6), votes(4), incrementsOf([record, record, record, record, { ...record, name: 'Ghost' }])]
    for (const increments of wrong) {
      await tally.install(incarnation, new Map([[0, 5]]), increments)
      const found = await recount(archive, tally, look)
      expect(found.repaired).toBe(false)
      expect(found.differences).toContainEqual({
        contest: 'default',
        kind: 'bands',
        field: 'Alux Nahual',
        tally: increments.get('default')?.bands.get('Alux Nahual'),
        archive: 5,
      })
      expect((await recount(archive, tally, repair)).repaired).toBe(true)
      expect((await recount(archive, tally, look)).differences).toEqual([])
      expect((await tally.read('default')).counters.bands).toEqual(new Map([['Alux Nahual', 5]]))
    }
  })

  it('leaves a tally without watermarks alone', async () => {
    const { archive, tally } = await emptyStores()
    await store(archive, 0, 5)
    expect((await recount(archive, tally, repair)).state).toBe('recounting')
    expect((await tally.watermarks()).size).toBe(0)
  })

  it('repairs nothing where the archive is behind the tally: its rows come again from the log', async () => {
    const { tally, incarnation, recounter, swap, total } = await agreeing()
    const older = await emptyStores()
    await store(older.archive, 0, 3)
    for (const isFirst of [true, false]) {
      if (!isFirst) await recounter.recount(repair)
      swap(older.archive)
      expect(await recounter.recount(repair)).toMatchObject({ state: 'behind', repaired: false })
      expect(await total()).toBe(5)
      expect(await tally.watermarks()).toEqual(new Map([[`${incarnation}:0`, 5]]))
    }
  })

  it('repairs nothing by an archive that has lost rows, whether the tally agrees with it or not', async () => {
    const { archive, tally, incarnation } = await emptyStores()
    await store(archive, 0, 5, { lost: [1, 3] })
    for (const count of [5, 3]) {
      await tally.install(incarnation, new Map([[0, 5]]), votes(count))
      expect(await recount(archive, tally, repair)).toMatchObject({
        state: 'incomplete',
        lost: [{ partition: 0, next: 5, noted: 5, found: 3 }],
        repaired: false,
      })
      expect((await tally.read('default')).counters.total.get('')).toBe(count)
    }
  })

  it('finds rows lost between the watermark and the progress too', async () => {
    const { archive, tally, incarnation } = await emptyStores()
    await store(archive, 0, 5)
    await store(archive, 5, 9, { lost: [7] })
    await store(archive, 0, 4, { partition: 1 })
    const cut = new Map([
      [0, 6],
      [1, 4],
    ])
    await tally.install(incarnation, cut, votes(10))
    const lost = [{ partition: 0, next: 9, noted: 9, found: 8 }]
    expect(await recount(archive, tally, repair)).toMatchObject({ state: 'incomplete', lost })
  })

  it('takes rows that were archived and not noted for no loss', async () => {
    const { archive, tally, incarnation } = await emptyStores()
    await store(archive, 0, 4)
    const row = { key: 'more', source: { incarnation, partition: 0, offset: 4 }, digest: '', record }
    await archive.insert([row])
    const step = { incarnation, partition: 0, first: 4, next: 5, lastKey: null, counted: [] }
    await archive.advanceProgress(step)
    await tally.install(incarnation, new Map([[0, 5]]), votes(5))
    expect(await recount(archive, tally, repair)).toMatchObject({ state: 'compared', differences: [], lost: [] })
  })
})

describe('recounts one after the other', () => {
  it('read the rows since the one before and no others', async () => {
    const { archive, recounter, readings, apply } = await agreeing()
    expect((await recounter.recount(repair)).full).toBe(true)
    await store(archive, 5, 8)
    await apply(5, 8)
    expect(await recounter.recount(repair)).toMatchObject({ full: false, votes: 8, differences: [] })
    expect(await recounter.recount(repair)).toMatchObject({ full: false, votes: 8, differences: [] })
    expect(readings).toEqual([
      { from: undefined, below: new Map([[0, 5]]) },
      { from: new Map([[0, 5]]), below: new Map([[0, 8]]) },
      { from: new Map([[0, 8]]), below: new Map([[0, 8]]) },
    ])
  })

  it('read partitions that were added from their start', async () => {
    const { archive, tally, incarnation, recounter } = await agreeing()
    await recounter.recount(repair)
    await store(archive, 0, 2, { partition: 14 })
    await tally.begin(incarnation, 14, 0)
    await tally.apply({ incarnation, partition: 14, first: 0, next: 2, increments: votes(2) })
    expect(await recounter.recount(repair)).toMatchObject({ full: false, votes: 7, differences: [] })
  })

  it('count every row when asked to', async () => {
    const { recounter, readings } = await agreeing()
    await recounter.recount(repair)
    expect((await recounter.recount({ repair: true, full: true })).full).toBe(true)
    expect(readings.map(({ from }) => from)).toEqual([undefined, undefined])
  })

  it('count every row before they repair anything, and go on from there', async () => {
    const { archive, recounter, readings, apply, total } = await agreeing()
    await recounter.recount(repair)
    await store(archive, 5, 8)
    await apply(5, 8, votes(2))
    expect(await recounter.recount(repair)).toMatchObject({ full: true, repaired: true, votes: 8 })
    expect(readings.filter(({ from }) => !from)).toHaveLength(2)
    expect(await total()).toBe(8)
    expect(await recounter.recount(repair)).toMatchObject({ full: false, differences: [] })
  })

  it('repair nothing where what they remember is wrong and the tally is right', async () => {
    const { tally, incarnation, recounter, swap, total } = await agreeing()
    await recounter.recount(repair)
    // Restored and read again from the log: one vote's twin in another partition was archived first this time.
    const other = await emptyStores()
    await store(other.archive, 0, 4)
    await other.archive.advanceProgress({ incarnation, partition: 0, first: 4, next: 5, lastKey: null, counted: [] })
    await store(other.archive, 0, 1, { partition: 1 })
    const cut = new Map([
      [0, 5],
      [1, 1],
    ])
    await tally.install(incarnation, cut, votes(5))
    swap(other.archive)
    expect(await recounter.recount(repair)).toMatchObject({ full: true, votes: 5, differences: [], repaired: false })
    expect(await total()).toBe(5)
  })

  it('find rows that are lost among those counted before only by a full one, and call none lost before it', async () => {
    const { recounter, swap } = await agreeing()
    await recounter.recount(repair)
    const torn = await emptyStores()
    await store(torn.archive, 0, 5, { lost: [2] })
    swap(torn.archive)
    expect(await recounter.recount(repair)).toMatchObject({ state: 'compared', lost: [], full: false })
    expect(await recounter.recount({ repair: true, full: true })).toMatchObject({
      state: 'incomplete',
      repaired: false,
    })
    expect(await recounter.recount(repair)).toMatchObject({ state: 'incomplete', full: true })
  })

  it('begin anew after the tally went back', async () => {
    const { tally, incarnation, recounter } = await agreeing()
    await recounter.recount(repair)
    await tally.install(incarnation, new Map([[0, 3]]), votes(3))
    expect(await recounter.recount(repair)).toMatchObject({ full: true, votes: 3, differences: [] })
  })

  it('begin anew with a new incarnation of the log, all votes of the old one among them', async () => {
    const { archive, tally, recounter } = await agreeing()
    await recounter.recount(repair)
    const fresh = await archive.newIncarnation()
    await store(archive, 0, 2)
    await tally.install(fresh, new Map([[0, 2]]), votes(7))
    expect(await recounter.recount(repair)).toMatchObject({ full: true, votes: 7, differences: [] })
  })

  it('repair nothing where the tally was rebuilt while all rows were counted', async () => {
    const { archive, tally, incarnation } = await agreeing()
    await tally.install(incarnation, new Map([[0, 5]]), votes(4))
    let looks = 0
    const rebuiltMeanwhile: Pick<Tally, 'totals' | 'install'> = {
      async totals() {
        looks += 1
        if (looks === 2) await tally.install(incarnation, new Map([[0, 5]]), votes(5))
        return tally.totals()
      },
      install: () => Promise.reject(new Error('nothing is to be repaired')),
    }
    const found = await new Recounter(archive, rebuiltMeanwhile).recount(repair)
    expect(found).toMatchObject({ state: 'compared', differences: [], repaired: false })
    expect(looks).toBe(2)
  })
})
