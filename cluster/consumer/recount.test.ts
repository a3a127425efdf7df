import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { incrementsOf, type VoteRecord } from '@aplauso/proto'
import { openArchive, openTally } from '@aplauso/stores/open'
import { expect, it, onTestFinished } from 'vitest'
import { rebuild } from './rebuild.ts'
import { recount } from './recount.ts'

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

async function stores(rows: number) {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-recount-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const config = { APLAUSO_DATA: folder }
  const [archive, tally] = await Promise.all([openArchive(config), openTally(config)])
  onTestFinished(async () => {
    await Promise.all([archive.close(), tally.close()])
  })
  const incarnation = await archive.incarnation()
  await archive.insert(
    Array.from({ length: rows }, (_, offset) => ({
      key: `k${offset}`,
      source: { incarnation, partition: 0, offset },
      digest: '',
      record,
    })),
  )
  const voteLog = { partitions: async () => 1, bounds: async () => ({ start: 0, end: 100 }) }
  const build = async () => {
    await archive.raiseProgress({ incarnation, partition: 0, next: rows })
    await rebuild({ archive, tally, voteLog, incarnation })
  }
  return { archive, tally, incarnation, build }
}

it('finds no difference between a tally and the archive that it was built from', async () => {
  const { archive, tally, build } = await stores(5)
  await build()
  expect(await recount(archive, tally, { repair: false })).toEqual({
    state: 'compared',
    contests: 1,
    votes: 5,
    differences: [],
    repaired: false,
  })
})

it('compares at the tally’s watermark, whatever the archive holds beyond it', async () => {
  const { archive, tally, incarnation } = await stores(5)
  await tally.install(incarnation, new Map([[0, 2]]), incrementsOf([record, record]))
  expect((await recount(archive, tally, { repair: false })).differences).toEqual([])
})

it('names each counter that differs, and repairs only when told to', async () => {
  const { archive, tally, incarnation } = await stores(5)
  const wrong = incrementsOf([record, record, record, record, { ...record, name: 'Ghost' }])
  await tally.install(incarnation, new Map([[0, 5]]), wrong)
  const found = await recount(archive, tally, { repair: false })
  expect(found.repaired).toBe(false)
  expect(found.differences).toContainEqual({
    contest: 'default',
    kind: 'bands',
    field: 'Ghost',
    tally: 1,
    archive: 0,
  })
  expect(found.differences.filter(({ kind }) => kind === 'total')).toEqual([])
  expect((await recount(archive, tally, { repair: true })).repaired).toBe(true)
  expect((await recount(archive, tally, { repair: false })).differences).toEqual([])
  expect((await tally.read('default')).counters.bands).toEqual(new Map([['Alux Nahual', 5]]))
})

it('leaves a tally without watermarks alone', async () => {
  const { archive, tally } = await stores(5)
  expect((await recount(archive, tally, { repair: true })).state).toBe('recounting')
  expect((await tally.watermarks()).size).toBe(0)
})
