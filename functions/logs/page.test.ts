import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MemoryView } from '../testing/memory-view.ts'
import { readPage } from './page.ts'
import { cursorOf, readCursor } from './query/cursor.ts'

type Where = { cursor: string } | { after: string } | undefined

async function read(view: MemoryView, limit: number, where?: Where, filter = {}) {
  const cuts = Object.entries(where ?? {}).map(([name, text]) => [name, readCursor(text).value])
  const { votes, next, newest } = await readPage(view, { limit, filter, ...Object.fromEntries(cuts) })
  return { years: votes.map(({ year }) => year), next, newest }
}

/** Reads back to the end. */
async function readBack(view: MemoryView, limit: number, filter = {}) {
  const years: number[] = []
  let page = await read(view, limit, undefined, filter)
  for (let pages = 0; pages < 1_000; pages += 1) {
    years.push(...page.years)
    if (page.next === null) return years
    page = await read(view, limit, { cursor: page.next }, filter)
  }
  throw new Error('no end')
}

describe('pages of the log', () => {
  it('are empty before anything was ever read from the log', async () => {
    expect(await read(new MemoryView(), 5)).toEqual({ years: [], next: null, newest: null })
  })

  it('show the newest first by the time of archiving, within a partition by offset', async () => {
    const view = new MemoryView('1')
    view.archive('1', 0, 0, 100, 1)
    view.archive('1', 0, 1, 400, 4)
    view.archive('1', 5, 0, 200, 2)
    view.archive('1', 5, 1, 300, 3)
    // This one was written after the one behind it, as duplicates are: the offset decides.
    view.archive('1', 7, 0, 500, 5)
    view.archive('1', 7, 1, 499, 6)
    for (const partition of [0, 5, 7]) view.decide('1', partition, 2)
    expect(await readBack(view, 2)).toEqual([6, 5, 4, 3, 2, 1])
  })

  it('show nothing above the horizon: what is not decided may yet get neighbours', async () => {
    const view = new MemoryView('1')
    view.archive('1', 0, 1, 100, 2)
    const first = await read(view, 5)
    expect(first.years).toEqual([])
    view.archive('1', 0, 0, 101, 1)
    view.decide('1', 0, 2)
    expect((await read(view, 5, { after: first.newest ?? '' })).years).toEqual([2, 1])
  })

  it('go back from one incarnation of the log to the one before, and forward again', async () => {
    const view = new MemoryView('old')
    view.archive('old', 3, 8, 100, 1)
    view.archive('old', 3, 9, 101, 2)
    view.decide('old', 3, 10)
    const tail = (await read(view, 1)).newest ?? ''
    view.begin('new')
    view.archive('new', 3, 0, 200, 3)
    view.archive('new', 4, 0, 201, 4)
    view.decide('new', 3, 1)
    view.decide('new', 4, 1)
    expect(await readBack(view, 1)).toEqual([4, 3, 2, 1])
    expect(await readBack(view, 50)).toEqual([4, 3, 2, 1])
    expect((await read(view, 50, { after: tail })).years).toEqual([4, 3])
  })

  it('give the oldest first to who follows the log, so that a rush of votes is not skipped', async () => {
    const view = new MemoryView('1')
    const tail = (await read(view, 2)).newest ?? ''
    for (let offset = 0; offset < 5; offset += 1) view.archive('1', 0, offset, offset, offset)
    view.decide('1', 0, 5)
    const second = await read(view, 2, { after: tail })
    expect(second.years).toEqual([1, 0])
    expect((await read(view, 50, { after: second.newest ?? '' })).years).toEqual([4, 3, 2])
  })

  it('read little for a filter that lets nothing through', async () => {
    const view = new MemoryView('1')
    for (let offset = 0; offset < 1_000; offset += 1) view.archive('1', offset % 12, offset, offset, 1)
    for (let partition = 0; partition < 12; partition += 1) view.decide('1', partition, 1_000)
    expect(await read(view, 500, undefined, { year: 2 })).toMatchObject({ years: [], next: null })
    expect(view.reads).toBe(1)
  })

  it('show votes of partitions that were added, also behind cursors from before them', async () => {
    const view = new MemoryView('1')
    for (let offset = 0; offset < 4; offset += 1) view.archive('1', 3, offset, offset, offset)
    view.decide('1', 3, 4)
    const before = await read(view, 2)
    expect(before.years).toEqual([3, 2])
    view.addPartitions(4)
    view.archive('1', 14, 0, 5, 40)
    expect((await read(view, 2)).years).toEqual([3, 2])
    view.decide('1', 14, 1)
    expect(await readBack(view, 2)).toEqual([40, 3, 2, 1, 0])
    expect((await read(view, 5, { cursor: before.next ?? '' })).years).toEqual([1, 0])
    const tail = await read(view, 5, { after: before.newest ?? '' })
    expect(tail.years).toEqual([40])
    expect((await read(view, 5, { after: tail.newest ?? '' })).years).toEqual([])
  })

  it('read no partition that the log does not have, whatever a cursor names', async () => {
    const view = new MemoryView('old')
    view.archive('old', 0, 0, 1, 1)
    view.decide('old', 0, 1)
    view.begin('new', 16)
    view.archive('new', 15, 0, 2, 2)
    view.decide('new', 15, 1)
    const long = (incarnation: string) =>
      cursorOf({ incarnation, positions: Array.from({ length: 256 }, () => Number.MAX_SAFE_INTEGER) })
    for (const incarnation of ['old', 'new']) {
      for (const where of [{ cursor: long(incarnation) }, { after: long(incarnation) }]) await read(view, 5, where)
    }
    expect(Math.max(...view.partitionsRead)).toBe(15)
  })

  it('go back into an incarnation with more partitions than the one behind it', async () => {
    const view = new MemoryView()
    view.begin('old', 16)
    view.archive('old', 15, 7, 1, 1)
    view.begin('new')
    view.archive('new', 0, 0, 2, 2)
    view.decide('new', 0, 1)
    expect(await readBack(view, 1)).toEqual([2, 1])
  })

  const arrival = fc.record({ partition: fc.nat(17), lateMs: fc.nat(40), decided: fc.boolean(), read: fc.nat(5) })
  it('neither skip nor repeat a vote, however votes come in while one goes back and another follows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(arrival, { minLength: 5, maxLength: 80 }),
        fc.integer({ min: 1, max: 7 }),
        async (all, limit) => {
          const view = new MemoryView('1')
          const offsets = new Map<number, number>()
          const shownAtStart = new Set<number>()
          const followed: number[] = []
          const back: number[] = []
          let tail = (await read(view, limit)).newest ?? ''
          let older: string | null | undefined
          for (const [year, { partition, lateMs, decided, read: action }] of all.entries()) {
            view.addPartitions(Math.max(0, partition + 1 - view.partitions))
            const offset = offsets.get(partition) ?? 0
            offsets.set(partition, offset + 1)
            view.archive('1', partition, offset, year * 10 - lateMs, year)
            if (decided) view.decide('1', partition, offset + 1)
            if (action === 0) {
              const page = await read(view, limit, { after: tail })
              followed.push(...page.years.reverse())
              tail = page.newest ?? ''
            }
            if (action === 1 && older !== null) {
              if (older === undefined) for (const shown of await readBack(view, 500)) shownAtStart.add(shown)
              const page: Awaited<ReturnType<typeof read>> = await read(
                view,
                limit,
                older === undefined ? undefined : { cursor: older },
              )
              back.push(...page.years)
              older = page.next
            }
          }
          for (const [partition, end] of offsets) view.decide('1', partition, end)
          for (let page = await read(view, limit, { after: tail }); page.years.length > 0; ) {
            followed.push(...page.years.reverse())
            page = await read(view, limit, { after: page.newest ?? '' })
          }
          while (older) {
            const page: Awaited<ReturnType<typeof read>> = await read(view, limit, { cursor: older })
            back.push(...page.years)
            older = page.next
          }
          expect(followed.toSorted((a, b) => a - b)).toEqual([...all.keys()])
          expect(back.toSorted((a, b) => a - b)).toEqual([...shownAtStart].toSorted((a, b) => a - b))
        },
      ),
      { numRuns: 150 },
    )
  })
})
