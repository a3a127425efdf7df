import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from '@aplauso/process'
import { incrementsOf } from '@aplauso/proto'
import { StoreUnavailable, type Tally, type VoteArchive } from '@aplauso/stores'
import { archiveConfig, openArchive, openTally, tallyConfig } from '@aplauso/stores/open'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { sampleRecord } from '../../../../cluster/stores/contract/samples.ts'
import { historyOf } from './forged.ts'
import { judge } from './judge.ts'
import { observe } from './read-observed.ts'

let folder: string
let archive: VoteArchive
let tally: Tally
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aplauso-observed-'))
  archive = await openArchive(readConfig(archiveConfig, { APLAUSO_DATA: folder }))
  tally = await openTally(readConfig(tallyConfig, { APLAUSO_DATA: folder }))
})
afterEach(async () => {
  await Promise.all([archive.close(), tally.close()])
  rmSync(folder, { recursive: true })
})

const record = sampleRecord({ id: 'one' })

/** Counts these keys as the consumer does, all from one partition. */
async function count(...keys: string[]): Promise<void> {
  const incarnation = await archive.incarnation()
  await tally.install(incarnation, new Map([[3, 0]]), new Map())
  const source = (offset: number) => ({ incarnation, partition: 3, offset })
  await archive.insert(keys.map((key, offset) => ({ key, source: source(offset), digest: 'digest', record })))
  const step = { incarnation, partition: 3, first: 0, next: keys.length }
  await archive.advanceProgress({ ...step, lastKey: null, counted: [...keys.keys()] })
  await tally.apply({ ...step, increments: incrementsOf(keys.map(() => record)) })
}

it('what was counted right is seen as that, in stores of ours', async () => {
  await count('one', 'two')
  const told: string[] = []
  const observed = await observe({ archive, tally, results: async () => 2 }, { onProgress: (what) => told.push(what) })
  expect(observed).toMatchObject({ keys: ['one', 'two'], rows: 2, results: 2 })
  expect(judge(historyOf(['one', 'accepted'], ['two', 'unknown']), observed)).toMatchObject({ clean: true })
  expect(told[0]).toBe('the keys of the archive')
})

it('a row that the tally passed over, and a tally that is gone, are seen', async () => {
  await count('one', 'two')
  const incarnation = await archive.incarnation()
  await archive.insert([{ key: 'late', source: { incarnation, partition: 7, offset: 0 }, digest: 'digest', record }])
  const places = { archive, tally, results: async () => 2 }
  const history = historyOf(['one', 'accepted'], ['two', 'accepted'], ['late', 'accepted'])
  const verdict = judge(history, await observe(places))
  expect(verdict).toMatchObject({ clean: false, lost: 0, double: 0 })
  expect(verdict.disagreements).toContain('tally default total "": the tally says 2, the archive 3')
  await tally.install(incarnation, new Map(), new Map())
  expect(judge(history, await observe(places)).disagreements).toContain(
    'the tally has no watermarks: nothing is counted',
  )
})

it('a place that is busy once is asked again', async () => {
  await count('one')
  let asked = 0
  const results = async () => {
    asked += 1
    if (asked === 1) throw new StoreUnavailable('busy')
    return 1
  }
  expect((await observe({ archive, tally, results })).results).toBe(1)
})
