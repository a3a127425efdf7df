import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Consumer } from '@aplauso/consumer/consumer'
import { createLogger } from '@aplauso/process'
import { defaultContest, joinRecord, recordParts, voteKey } from '@aplauso/proto'
import { knownLetters, RowsRefused, sourceText, type VoteArchive } from '@aplauso/stores'
import { openArchive, openConsumer, openDeadLetters, openProducer, openTally } from '@aplauso/stores/from-environment'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../../cluster/process/testing/temporary-folder.ts'
import { until } from '../../cluster/process/testing/until.ts'
import { capturedOutput } from '../terminal/testing/captured-output.ts'
import { runRedrive } from './redrive.ts'

const vote = { name: 'Alux Nahual', album: 'La Trampa', year: 1989, rank: 9 }

async function system() {
  const folder = temporaryFolder()
  const stores = { APLAUSO_DATA: join(folder, 'stores') }
  const [archive, tally, deadLetters, producer] = await Promise.all([
    openArchive(stores),
    openTally(stores),
    openDeadLetters(stores),
    openProducer(stores),
  ])
  onTestFinished(async () => {
    await Promise.all([archive.close(), tally.close(), deadLetters.close(), producer.close()])
  })
  const { output, lines: said } = capturedOutput()
  const log = await openConsumer(stores)
  onTestFinished(() => log.stop())
  const records = async () => {
    const bounds = await Promise.all(Array.from({ length: 12 }, (_, partition) => log.bounds(partition)))
    return bounds.reduce((sum, { end }) => sum + end, 0)
  }
  return {
    archive,
    tally,
    deadLetters,
    said,
    records,
    /** Runs a statement on the log's file. */
    onLog(sql: string) {
      const db = new DatabaseSync(join(stores.APLAUSO_DATA, 'log.db'), { timeout: 10_000 })
      db.exec(sql)
      db.close()
    },
    async cast(id: string, members: object = {}) {
      const door = { id, channel: 'grpc', at: '2026-01-01T00:00:00.000Z' } as const
      const text = joinRecord(recordParts({ contest: defaultContest, ...vote }, door))
      const key = await voteKey({ ...vote, contest: 'default', id })
      expect(await producer.append({ key, value: JSON.stringify({ ...JSON.parse(text), ...members }) })).toBe(
        'accepted',
      )
    },
    /** Runs a consumer until all that is in the log now is counted or rejected, and the watermarks say so. */
    async consume(on: VoteArchive = archive) {
      const voteLog = await openConsumer(stores)
      const consumer = new Consumer({
        voteLog,
        archive: on,
        tally,
        deadLetters,
        log: createLogger('consumer', 'silent'),
      })
      await consumer.start()
      const wanted = await records()
      await until(async () => {
        const positions = [...(await tally.watermarks()).values()]
        return positions.length === 12 && positions.reduce((sum, next) => sum + next, 0) === wanted
      }, 20_000)
      await consumer.stop()
    },
    redrive: (options: { dryRun?: boolean; discard?: readonly string[] } = {}) => {
      said.length = 0
      return runRedrive({ APLAUSO_DATA: folder }, { dryRun: false, discard: [], ...options }, output)
    },
    states: async () => (await knownLetters({ archive, tally, deadLetters })).map(({ state }) => state).sort(),
    total: async () => (await tally.read('default')).counters.total.get('') ?? 0,
  }
}

/** The archive with a validator that refuses every vote. */
function strict(archive: VoteArchive): VoteArchive {
  return new Proxy(archive, {
    get: (target, name) => {
      if (name === 'insert') return async (rows: readonly unknown[]) => Promise.reject(new RowsRefused(rows.keys()))
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

it('counts once what is redriven when its cause is gone, however often, and keeps where it came from', async () => {
  const { cast, consume, redrive, archive, tally, said, states, total, records } = await system()
  await cast('a')
  await cast('b')
  await consume(strict(archive))
  expect(await states()).toEqual(['open', 'open'])
  expect(await redrive({ dryRun: true })).toBe(0)
  expect(said.at(-1)).toContain('Would redrive 2')
  expect([await records(), (await archive.fates()).size]).toEqual([2, 0])
  expect(await redrive()).toBe(0)
  expect(await states()).toEqual(['redriven', 'redriven'])
  expect(await redrive()).toBe(0)
  expect(await records()).toBe(6)
  await consume()
  expect([await total(), await states()]).toEqual([2, ['counted', 'counted']])
  expect(await archive.counts()).toEqual({ votes: 2, duplicates: 2, unparsable: 0, dead: 2 })
  expect(await redrive()).toBe(0)
  expect(said.at(-1)).toBe('2 dead letter(s), 2 of them resolved.')
  expect(await records()).toBe(6)
  expect(new Set((await archive.redriven()).map(({ letter }) => sourceText(letter))).size).toBe(2)
  expect([...(await tally.watermarks()).values()].reduce((sum, next) => sum + next, 0)).toBe(6)
})

it('says of each record why the log did not accept it, and counts it once when it does', async () => {
  const { cast, consume, redrive, archive, deadLetters, said, onLog, states, total } = await system()
  await cast('a')
  await consume(strict(archive))
  const [letter] = await deadLetters.all()
  onLog("CREATE TRIGGER full BEFORE INSERT ON records BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
  expect(await redrive()).toBe(1)
  expect(said.slice(-2)).toEqual([
    expect.stringMatching(/^Redrove 0:/),
    `  ${letter && sourceText(letter.source)} not stored for certain, run it again: SQLite: disk is full`,
  ])
  onLog('DROP TRIGGER full')
  expect(await redrive()).toBe(0)
  await consume()
  expect([await total(), await states()]).toEqual([1, ['counted']])
})

it('makes a letter of a record that is still unknown again, which then replaces it, with the source of the first', async () => {
  const { cast, consume, redrive, deadLetters, said, states, total } = await system()
  await cast('a', { v: 2 })
  await cast('b')
  await consume()
  const [first] = await deadLetters.all()
  if (!first) throw new Error('no dead letter')
  for (const times of [1, 2]) {
    expect(await redrive()).toBe(0)
    await consume()
    expect(await states()).toEqual([...Array.from({ length: times }, () => 'decided'), 'open'].sort())
  }
  const letters = await deadLetters.all()
  expect(letters.map(({ origin }) => origin)).toEqual([undefined, first.source, first.source])
  const open = sourceText(letters.at(-1)?.source ?? first.source)
  expect(await redrive({ discard: [open] })).toBe(0)
  expect(said.at(-1)).toContain('Discarded 1')
  expect(await states()).toEqual(['decided', 'decided', 'discarded'])
  expect(await redrive()).toBe(0)
  expect(said.at(-1)).toBe('3 dead letter(s), 3 of them resolved.')
  expect(await total()).toBe(1)
})

it('lets the first decision about a letter stand', async () => {
  const { cast, consume, redrive, deadLetters, archive, said, records } = await system()
  await cast('a', { v: 2 })
  await cast('b', { channel: 'sms' })
  await consume()
  const [one, other] = (await deadLetters.all()).map(({ source }) => sourceText(source))
  expect(await redrive({ discard: ['1:0:999'] })).toBe(1)
  expect(await redrive({ discard: [one ?? ''], dryRun: true })).toBe(0)
  expect(await archive.fates()).toEqual(new Map())
  expect(await redrive({ discard: [one ?? ''] })).toBe(0)
  expect(await redrive()).toBe(0)
  expect(await records()).toBe(3)
  expect(await redrive({ discard: [other ?? ''] })).toBe(1)
  expect(said.at(-1)).toContain(`redriven before: ${other}`)
  expect(await archive.fates()).toEqual(
    new Map([
      [one, 'discarded'],
      [other, 'redriven'],
    ]),
  )
})

it('counts first what a newer consumer archived before an older one took it for dead', async () => {
  const { cast, consume, redrive, deadLetters, archive, total, states, records } = await system()
  await cast('a')
  await consume(strict(archive))
  const [letter] = await deadLetters.all()
  if (!letter) throw new Error('no dead letter')
  await archive.insert([{ key: letter.key, source: letter.source, digest: '', record: JSON.parse(letter.value) }])
  expect(await total()).toBe(0)
  expect(await redrive()).toBe(0)
  expect([await total(), await states(), await records()]).toEqual([1, ['counted'], 1])
})

it('does nothing while the tally has no watermarks to recount at', async () => {
  const { deadLetters, redrive, archive, records, said } = await system()
  const source = { incarnation: await archive.incarnation(), partition: 0, offset: 3 }
  await deadLetters.bury([{ source, key: 'k', value: '{"v":2}', reason: 'unknown version 2' }])
  expect(await redrive()).toBe(1)
  expect(said.at(-1)).toContain('Nothing was done')
  expect([await records(), (await archive.fates()).size]).toEqual([0, 0])
})
