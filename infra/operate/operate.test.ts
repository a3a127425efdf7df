import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { defaultContest, incrementsOf, joinRecord, recordParts } from '@aplauso/proto'
import { openArchive, openConsumer, openTally } from '@aplauso/stores/from-environment'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { capturedOutput } from '../terminal/testing/captured-output.ts'
import { runAcceptGap } from './accept-gap.ts'
import { runNewIncarnation } from './new-incarnation.ts'
import { runRecount } from './recount.ts'

const door = { id: 'a', channel: 'edge', at: '2026-01-01T00:00:00.000Z' } as const
const vote = { name: 'Alux Nahual', album: 'La Trampa', year: 1989, rank: 9 }
const value = joinRecord(recordParts({ contest: defaultContest, ...vote }, door))
const record = { v: 1, contest: 'default', ...door, ...vote, rules: 1 } as const

async function setUp() {
  const folder = temporaryFolder()
  const environment = { APLAUSO_DATA: folder }
  const stores = { APLAUSO_DATA: join(folder, 'stores') }
  const [archive, tally] = [await openArchive(stores), await openTally(stores)]
  onTestFinished(async () => {
    await Promise.all([archive.close(), tally.close()])
  })
  const { output, lines: said } = capturedOutput()
  return { environment, stores, archive, tally, said, output }
}

it('recount says what differs, and repairs it only when asked to', async () => {
  const { environment, archive, tally, said, output } = await setUp()
  const incarnation = await archive.incarnation()
  await archive.insert([{ key: 'k', source: { incarnation, partition: 0, offset: 0 }, digest: '', record }])
  await archive.advanceProgress({ incarnation, partition: 0, first: 0, next: 1, lastKey: 'k', counted: [0] })
  await tally.install(incarnation, new Map([[0, 1]]), new Map())
  expect(await runRecount(environment, { repair: false, json: false }, output)).toBe(1)
  expect(said.join('\n')).toContain('default bands "Alux Nahual": the tally says 0, the archive 1')
  expect(await runRecount(environment, { repair: true, json: false }, output)).toBe(0)
  expect(await runRecount(environment, { repair: false, json: false }, output)).toBe(0)
  expect((await tally.read('default')).counters.total.get('')).toBe(1)
})

it('recount repairs nothing by an archive that has lost rows, and says what to do', async () => {
  const { environment, archive, tally, said, output } = await setUp()
  const incarnation = await archive.incarnation()
  await archive.advanceProgress({ incarnation, partition: 0, first: 0, next: 1, lastKey: 'k', counted: [0] })
  await tally.install(incarnation, new Map([[0, 1]]), incrementsOf([record]))
  expect(await runRecount(environment, { repair: true, json: false }, output)).toBe(1)
  expect(said.join('\n')).toContain('npm run topic -- new-incarnation')
  expect(await runRecount(environment, { repair: true, json: true }, output)).toBe(1)
  const lost = [{ partition: 0, next: 1, noted: 1, found: 0 }]
  expect(JSON.parse(said.at(-1) ?? '')).toMatchObject({ state: 'incomplete', lost, repaired: false, full: true })
  expect((await tally.read('default')).counters.total.get('')).toBe(1)
})

it('a new incarnation keeps the counts of the old log and begins the new one at its start', async () => {
  const { environment, archive, tally, output } = await setUp()
  const old = await archive.incarnation()
  await archive.insert([{ key: 'k', source: { incarnation: old, partition: 0, offset: 40 }, digest: '', record }])
  await tally.install(old, new Map([[0, 41]]), new Map())
  expect(await runNewIncarnation(environment, output)).toBe(0)
  const { watermarks, counters } = await tally.read('default')
  expect(counters.total.get('')).toBe(1)
  const fresh = await archive.incarnation()
  expect(fresh).not.toBe(old)
  const starts = Array.from({ length: 12 }, (_, partition) => [`${fresh}:${partition}`, 0] as const)
  expect(watermarks).toEqual(new Map(starts))
})

it('an accepted gap is said, noted, and no longer counted', async () => {
  const { environment, stores, archive, tally, said, output } = await setUp()
  const incarnation = await archive.incarnation()
  const log = await openConsumer(stores)
  onTestFinished(() => log.stop())
  const records = new DatabaseSync(join(stores.APLAUSO_DATA, 'log.db'))
  records.prepare('INSERT INTO records (partition, offset, key, value) VALUES (0, 4, ?, ?)').run('k4', value)
  records.close()
  const rows = [0, 1].map((offset) => ({
    key: `k${offset}`,
    source: { incarnation, partition: 0, offset },
    digest: '',
    record,
  }))
  await archive.insert(rows)
  await archive.advanceProgress({ incarnation, partition: 0, first: 0, next: 2, lastKey: 'k1', counted: [0, 1] })
  await tally.install(incarnation, new Map([[0, 5]]), incrementsOf(Array(5).fill(record)))
  expect(await runAcceptGap(environment, output)).toBe(0)
  expect(said.join('\n')).toContain('Partition 0: records 2 to 3 are in neither archive nor log.')
  expect(await archive.gaps()).toEqual([{ incarnation, partition: 0, from: 2, to: 4 }])
  const { watermarks, counters } = await tally.read('default')
  expect(watermarks.get(`${incarnation}:0`)).toBe(4)
  expect(counters.total.get('')).toBe(2)
})
