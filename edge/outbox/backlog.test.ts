import { DatabaseSync } from 'node:sqlite'
import type { RelayEntry } from '@aplauso/proto'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { type StorageFaults, sqliteStorage } from '../testing/sqlite-storage.ts'
import { Backlog } from './backlog.ts'

const entries = (count: number, from = 0): RelayEntry[] =>
  Array.from({ length: count }, (_, index) => ({ key: `k${from + index}`, value: `"é ${from + index}"` }))

let database: DatabaseSync
let backlog: Backlog
beforeEach(() => {
  vi.useRealTimers()
  database = new DatabaseSync(':memory:')
  backlog = new Backlog(sqliteStorage(database), 1024 * 1024)
})

/** Has the log refuse all that is at the head. */
function refuseHead() {
  const { rows } = backlog.head()
  backlog.settle(
    rows,
    rows.flatMap((row) => row.entries.map(() => 'refused' as const)),
  )
}

const headEntries = () => backlog.head().rows.flatMap((row) => row.entries)

describe('the backlog', () => {
  it('keeps what an attempt left out or the log did not take, in order, and counts it anew after a restart', async () => {
    await backlog.append(entries(4))
    await backlog.append(entries(2, 4))
    backlog.settle(backlog.head().rows, ['accepted', 'refused', 'unavailable'])
    const left = ['k2', 'k3', 'k4', 'k5']
    expect(headEntries().map(({ key }) => key)).toEqual(left)
    expect(backlog.totals()).toMatchObject({ rows: 2, votes: 4, setAside: 1 })
    expect(new Backlog(sqliteStorage(database), 1024).totals()).toEqual(backlog.totals())
  })

  it('sets a row aside that cannot be read, and shows its size alone', async () => {
    database.prepare('INSERT INTO backlog (at_ms, votes, bytes, body) VALUES (1, 1, 3, ?)').run(new Uint8Array(3))
    backlog = new Backlog(sqliteStorage(database), 1024)
    expect(backlog.head()).toEqual({ rows: [], unreadable: 1 })
    expect(backlog.letters.page(0)).toEqual({
      records: [{ id: 1, atMs: expect.any(Number), bytes: 3, entry: null }],
      next: null,
    })
    expect(await backlog.redrive(Date.now())).toBe(0)
    expect(backlog.totals()).toMatchObject({ rows: 0, votes: 0, setAside: 1 })
  })
})

describe('a transaction that rolls back', () => {
  const fail = () => {
    throw new Error('disk full')
  }

  it.each([
    ['keeping votes', (it: Backlog) => it.append(entries(2, 100))],
    ['forgetting what the log has', async (it: Backlog) => it.settle(it.head().rows, ['accepted', 'accepted'])],
    ['shortening a row', async (it: Backlog) => it.settle(it.head().rows, ['accepted'])],
    ['setting aside what the log refuses', async (it: Backlog) => it.settle(it.head().rows, ['refused', 'refused'])],
    ['setting aside a row that cannot be read', async (it: Backlog) => it.head()],
    ['redriving dead letters', (it: Backlog) => it.redrive(Date.now())],
  ])('changes no count: %s', async (name, work) => {
    const faults: StorageFaults = {}
    backlog = new Backlog(sqliteStorage(database, faults), 1024 * 1024)
    await backlog.append(entries(3, 50))
    refuseHead()
    if (name.includes('cannot be read')) {
      database.prepare('INSERT INTO backlog (at_ms, votes, bytes, body) VALUES (1, 1, 3, ?)').run(new Uint8Array(3))
      backlog = new Backlog(sqliteStorage(database, faults), 1024 * 1024)
    } else await backlog.append(entries(2))
    const before = backlog.totals()
    faults.commit = fail
    await expect(work(backlog)).rejects.toThrow('disk full')
    expect(backlog.totals()).toEqual(before)
    expect(new Backlog(sqliteStorage(database), 1024).totals()).toEqual(before)
    delete faults.commit
    await work(backlog)
    expect(backlog.totals()).not.toEqual(before)
    expect(new Backlog(sqliteStorage(database), 1024).totals()).toEqual(backlog.totals())
  })
})

describe('an answer', () => {
  it.each([
    ['that votes are kept', (it: Backlog) => it.append(entries(1, 9))],
    ['that records go again', (it: Backlog) => it.redrive(Date.now())],
    ['that records were discarded', (it: Backlog) => it.letters.discard(Date.now())],
  ])('%s waits until that is durable, and fails where it is not', async (_, work) => {
    const faults: StorageFaults = {}
    backlog = new Backlog(sqliteStorage(database, faults), 1024 * 1024)
    await backlog.append(entries(1))
    refuseHead()
    const durable = Promise.withResolvers<void>()
    faults.sync = () => durable.promise
    let answered = false
    const working = work(backlog).then(() => {
      answered = true
    })
    await new Promise((resolve) => setImmediate(resolve))
    expect(answered).toBe(false)
    durable.resolve()
    await working
    faults.sync = () => Promise.reject(new Error('disk lost'))
    await expect(work(backlog)).rejects.toThrow('disk lost')
  })
})

describe('dead letters', () => {
  it('is listed page by page, each record once and as it was', async () => {
    await backlog.append(entries(250))
    refuseHead()
    const seen: (RelayEntry | null)[] = []
    const sizes: number[] = []
    for (let after: number | null = 0; after !== null; ) {
      const { records, next } = backlog.letters.page(after)
      seen.push(...records.map(({ entry }) => entry))
      sizes.push(records.length)
      after = next
    }
    expect(sizes).toEqual([100, 100, 50])
    expect(seen).toEqual(entries(250))
  })

  it('goes behind the backlog when it is sent again, also where that is full, and a part at a time', async () => {
    await backlog.append(entries(1_200))
    refuseHead()
    backlog = new Backlog(sqliteStorage(database), 40)
    expect(await backlog.append(entries(1, 5_000))).toEqual(['accepted'])
    const untilMs = Date.now()
    expect([await backlog.redrive(untilMs), await backlog.redrive(untilMs), await backlog.redrive(untilMs)]).toEqual([
      1_000, 200, 0,
    ])
    expect(backlog.totals()).toMatchObject({ votes: 1_201, setAside: 0 })
    expect(headEntries()).toEqual([...entries(1, 5_000), ...entries(1_200)])
    expect(await backlog.append(entries(1, 6_000))).toEqual(['full'])
  })

  it('are forgotten when they are discarded, but not those after the moment that is named', async () => {
    vi.useFakeTimers({ now: 1_000 })
    await backlog.append(entries(3))
    refuseHead()
    vi.setSystemTime(2_000)
    await backlog.append(entries(1, 3))
    refuseHead()
    expect(await backlog.letters.discard(1_999)).toBe(3)
    expect(backlog.letters.page(0).records.map(({ entry }) => entry?.key)).toEqual(['k3'])
    expect(await backlog.redrive(1_999)).toBe(0)
    expect(backlog.letters.count()).toBe(1)
  })
})
