import { type StartedFunction, startFunction } from '@aplauso/functions/testing/start-function'
import { readConfig } from '@aplauso/process'
import { incrementsOf, type VoteRecord } from '@aplauso/proto'
import { StoreUnavailable, type Tally, type VoteArchive } from '@aplauso/stores'
import { archiveConfig, openArchive, openTally, tallyConfig } from '@aplauso/stores/from-environment'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../../../../cluster/process/testing/temporary-folder.ts'
import { judge } from './judge.ts'
import { observe, readObserved } from './read-observed.ts'
import { contentsOf, historyOf, keyOf, sumsOf } from './testing/forged.ts'

const exportKey = 'an-export-key-of-thirty-two-chars'
const partitions = Array.from({ length: 12 }, (_, partition) => partition)
const history = historyOf(['accepted'], ['unknown'], ['accepted'])

let folder: string
let archive: VoteArchive
let tally: Tally
let started: StartedFunction[]
beforeEach(async () => {
  folder = temporaryFolder()
  archive = await openArchive(readConfig(archiveConfig, { APLAUSO_DATA: folder }))
  tally = await openTally(readConfig(tallyConfig, { APLAUSO_DATA: folder }))
  started = []
})
afterEach(async () => {
  for (const one of started) await one.end()
  await Promise.all([archive.close(), tally.close()])
})

function recordOf(number: number): VoteRecord {
  const { band: name, ...contents } = contentsOf(number)
  return { v: 1, id: `forged-${number}`, name, ...contents, rules: 1, channel: 'edge', at: new Date().toISOString() }
}

/** Counts votes as the consumer does, all from one partition; the rows may be made to say something else. */
async function count(numbers: readonly number[], says = recordOf): Promise<void> {
  const incarnation = await archive.incarnation()
  await tally.install(incarnation, new Map(partitions.map((partition) => [partition, 0])), new Map())
  const source = (offset: number) => ({ incarnation, partition: 3, offset })
  await archive.insert(
    numbers.map((number, offset) => ({
      key: keyOf(number),
      source: source(offset),
      digest: 'digest',
      record: says(number),
    })),
  )
  const step = { incarnation, partition: 3, first: 0, next: numbers.length }
  await archive.advanceProgress({ ...step, lastKey: null, counted: [...numbers.keys()] })
  await tally.apply({ ...step, increments: incrementsOf(numbers.map(says)) })
}

async function start(entry: string): Promise<string> {
  const one = await startFunction(entry, { APLAUSO_DATA: folder, EXPORT_KEY: exportKey })
  if (!('url' in one)) throw new Error(one.output)
  started.push(one)
  return one.url
}

const places = (numbers: readonly number[]) => ({
  archive,
  tally,
  results: async () => {
    const { years: _, ...sums } = sumsOf(history, numbers)
    return sums
  },
  log: async () => sumsOf(history, numbers),
})

it('what was counted right is seen as that, in our own stores and through our own APIs', async () => {
  await count([1, 2, 3])
  const addresses = {
    stores: { APLAUSO_DATA: folder },
    results: await start('results/main.ts'),
    logs: await start('logs/main.ts'),
    exportKey,
    isLogOptional: false,
  }
  const reported: string[] = []
  const observed = await readObserved(history, addresses, { onProgress: (what) => reported.push(what) })
  expect(judge(observed)).toMatchObject({ clean: true, wrong: 0 })
  expect(observed).toMatchObject({ counted: 3, rows: { rows: 3 } })
  expect(observed.log?.years?.get('["default","Bohemia","Sub",1993]')).toBe(2)
  expect(reported[0]).toBe('the keys of the archive')
})

it('a system that counts every vote for another band is seen as wrong by archive, tally and both APIs', async () => {
  await count([1, 2, 3], (number) => ({ ...recordOf(number), name: 'Gaby Moreno' }))
  const stores = { APLAUSO_DATA: folder }
  const [results, logs] = [await start('results/main.ts'), await start('logs/main.ts')]
  const verdict = judge(await readObserved(history, { stores, results, logs, exportKey, isLogOptional: false }))
  expect(verdict).toMatchObject({ clean: false, lost: 0, double: 0, uncounted: 0, wrong: 3 })
  for (const place of ['the archive', 'the tally', 'the results API', 'the log API'])
    expect(verdict.disagreements).toContain(`${place}, bands ["default","Gaby Moreno"]: shows 3, cast 0`)
})

it('a row that the tally passed over, and a tally that is gone, are seen', async () => {
  await count([1, 2])
  const incarnation = await archive.incarnation()
  const late = {
    key: keyOf(3),
    source: { incarnation, partition: 7, offset: 0 },
    digest: 'digest',
    record: recordOf(3),
  }
  await archive.insert([late])
  const verdict = judge(await observe(history, places([1, 2, 3])))
  expect(verdict).toMatchObject({ clean: false, lost: 0, double: 0, uncounted: 1 })
  expect(verdict.disagreements).toContain('the tally, total ["default"]: shows 2, cast 3')
  await tally.install(incarnation, new Map(), new Map())
  expect(judge(await observe(history, places([1, 2, 3]))).disagreements).toContain(
    'the tally has no watermarks: nothing is counted',
  )
})

it('a place that is busy once is asked again', async () => {
  await count([1])
  let asked = 0
  const results = async () => {
    asked += 1
    if (asked === 1) throw new StoreUnavailable('busy')
    return places([1]).results()
  }
  expect((await observe(history, { ...places([1]), results })).results?.total?.get('["default"]')).toBe(1)
})

it('a log API that does not answer is an error, but where it may be left out', async () => {
  await count([1])
  const log = async () => {
    throw new StoreUnavailable('the operation exceeded its time limit')
  }
  const reported: string[] = []
  const options = { onProgress: (what: string) => reported.push(what) }
  const observed = await observe(historyOf(['accepted']), { ...places([1]), log, isLogOptional: true }, options)
  expect(observed.log).toBeNull()
  expect(judge(observed).clean).toBe(true)
  expect(reported.at(-1)).toContain('the log API was left out: ')
  const stop = new AbortController()
  const giveUp = { signal: stop.signal, onProgress: (what: string) => what === 'the log API' && stop.abort() }
  await expect(observe(historyOf(['accepted']), { ...places([1]), log }, giveUp)).rejects.toThrow()
})
