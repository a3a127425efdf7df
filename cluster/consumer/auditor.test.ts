import { createLogger } from '@aplauso/process'
import { incrementsOf } from '@aplauso/proto'
import { type Cut, type Pause, StoreUnavailable, type VoteArchive } from '@aplauso/stores'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { sampleRecord, sampleRow } from '../stores/contract/samples.ts'
import { ArchiveBehind, ArchiveTorn } from './archive-faults.ts'
import { Auditor } from './auditor.ts'
import { ConsumerStats } from './stats.ts'
import { emptyStores } from './testing/archives.ts'

const hourMs = 60 * 60 * 1000
const log = createLogger('consumer', 'silent')

afterEach(() => {
  vi.useRealTimers()
})

type Sum = VoteArchive['sum']

/** An auditor of a system with three votes; `sum` replaces the archive's own. */
async function audited(sum?: (real: Sum, ...of: Parameters<Sum>) => ReturnType<Sum>, noted = [0, 1, 2]) {
  const { archive, tally, incarnation } = await emptyStores()
  await archive.insert([0, 1, 2].map((offset) => sampleRow(`k${offset}`, { incarnation, offset })))
  await archive.advanceProgress({ incarnation, partition: 0, first: 0, next: 3, lastKey: null, counted: noted })
  await tally.install(incarnation, new Map([[0, 3]]), incrementsOf([0, 1, 2].map(() => sampleRecord())))
  const froms: (Cut | undefined)[] = []
  const watched = new Proxy(archive, {
    get(target, name) {
      if (name === 'sum') {
        return (of: string, below: Cut, from?: Cut, pause?: Pause) => {
          froms.push(from)
          const real: Sum = (...args) => target.sum(...args)
          return sum ? sum(real, of, below, from, pause) : real(of, below, from, pause)
        }
      }
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
  const stats = new ConsumerStats()
  const rebuild = vi.fn(async () => {})
  const auditor = new Auditor({ archive: watched, tally, stats, log, isDue: () => true, rebuild })
  return { auditor, stats, tally, incarnation, froms, rebuild }
}

describe('the auditor', () => {
  it('counts every row at first and once a day, and between only what came since', async () => {
    vi.useFakeTimers({ toFake: ['Date'] })
    const { auditor, froms } = await audited()
    for (let hour = 0; hour <= 25; hour += 1) {
      await auditor.audit()
      vi.setSystemTime(Date.now() + hourMs)
    }
    expect(froms.map((from) => (from ? 'since' : 'all'))).toEqual([
      'all',
      ...Array.from({ length: 23 }, () => 'since'),
      'all',
      'since',
    ])
  })

  it('repairs a difference and exports how many counters it had', async () => {
    const { auditor, stats, tally, incarnation } = await audited()
    await auditor.audit()
    expect(stats.recountDifference).toBe(0)
    await tally.install(incarnation, new Map([[0, 3]]), incrementsOf([sampleRecord(), sampleRecord()]))
    await auditor.audit()
    expect(stats.recountDifference).toBe(5)
    expect((await tally.read('default')).counters.total.get('')).toBe(3)
    await auditor.audit()
    expect(stats.recountDifference).toBe(0)
  })

  it('gives up where the archive has lost rows, and says what to do', async () => {
    const { auditor, tally } = await audited(undefined, [0, 1, 2, 2])
    await auditor.audit()
    const error = await auditor.failed
    expect(error).toBeInstanceOf(ArchiveTorn)
    expect(error.message).toContain('of partition 0 it noted 4 below 3 and has 3')
    expect(error.message).toContain('npm run topic -- new-incarnation')
    expect((await tally.read('default')).counters.total.get('')).toBe(3)
  })

  it('has the tally rebuilt where it is further on than the archive, and gives up where that cannot be', async () => {
    const { auditor, tally, incarnation, rebuild } = await audited()
    await tally.install(incarnation, new Map([[0, 4]]), incrementsOf([sampleRecord()]))
    await auditor.audit()
    expect(rebuild).toHaveBeenCalledTimes(1)
    expect((await tally.read('default')).counters.total.get('')).toBe(1)
    const behind = new ArchiveBehind(0, { archived: 3, counted: 4, start: 4 })
    rebuild.mockRejectedValueOnce(behind)
    await auditor.audit()
    expect(await auditor.failed).toBe(behind)
  })

  it('goes on after an archive that did not answer', async () => {
    let isAway = true
    const { auditor, stats } = await audited((real, ...of) =>
      isAway ? Promise.reject(new StoreUnavailable('away')) : real(...of),
    )
    await auditor.audit()
    expect(stats.recountDifference).toBeUndefined()
    isAway = false
    await auditor.audit()
    expect(stats.recountDifference).toBe(0)
  })

  it('asks less often where even a small range takes long: a tenth of the time at most', async () => {
    vi.useFakeTimers({ toFake: ['Date', 'setInterval', 'clearInterval'] })
    const takesMs = 120_000
    const { auditor, froms } = await audited((real, ...of) => {
      vi.setSystemTime(Date.now() + takesMs)
      return real(...of)
    })
    auditor.start()
    const minute = async () => {
      await vi.advanceTimersByTimeAsync(60_000)
      await vi.waitFor(() => new Promise(setImmediate))
    }
    for (let minutes = 0; minutes < 60; minutes += 1) await minute()
    await auditor.stop()
    expect(froms.length).toBeGreaterThanOrEqual(3)
    expect(froms.length).toBeLessThanOrEqual(6)
  })

  it('ends a recount under way when it is stopped', async () => {
    let begun = () => {}
    const hasBegun = new Promise<void>((resolve) => {
      begun = resolve
    })
    const { auditor, stats } = await audited(async (real, of, below, from, pause) => {
      begun()
      for (let piece = 0; piece < 1_000_000; piece += 1) await pause?.()
      return real(of, below, from)
    })
    const audit = auditor.audit()
    await hasBegun
    await auditor.stop()
    await audit
    expect(stats.recountDifference).toBeUndefined()
  })
})
