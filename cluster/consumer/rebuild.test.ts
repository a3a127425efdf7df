import { expect, it } from 'vitest'
import { ArchiveOfOlderLog } from './archive-faults.ts'
import { checkSameLog, LogReplaced } from './log-replaced.ts'
import { rebuild } from './rebuild.ts'
import { emptyStores } from './testing/archives.ts'

const logOf = (start: number, end: number) => ({ partitions: async () => 1, bounds: async () => ({ start, end }) })

it('cuts at the watermark where progress is beyond it', async () => {
  const { archive, tally, incarnation } = await emptyStores()
  await tally.install(incarnation, new Map([[0, 7]]), new Map())
  await archive.raiseProgress({ incarnation, partition: 0, next: 9 })
  expect(await rebuild({ archive, tally, incarnation, voteLog: logOf(0, 20) })).toEqual(new Map([[0, 7]]))
})

it('cuts at progress where the watermark is beyond it: the archive is an older one', async () => {
  const { archive, tally, incarnation } = await emptyStores()
  await tally.install(incarnation, new Map([[0, 7]]), new Map())
  expect(await rebuild({ archive, tally, incarnation, voteLog: logOf(0, 20) })).toEqual(new Map([[0, 0]]))
  await archive.raiseProgress({ incarnation, partition: 0, next: 5 })
  await tally.install(incarnation, new Map([[0, 7]]), new Map())
  expect(await rebuild({ archive, tally, incarnation, voteLog: logOf(0, 20) })).toEqual(new Map([[0, 5]]))
})

it('cuts at progress where there is no watermark, and at nought in a new system', async () => {
  const { archive, tally, incarnation } = await emptyStores()
  expect(await rebuild({ archive, tally, incarnation, voteLog: logOf(0, 20) })).toEqual(new Map([[0, 0]]))
  await tally.install(incarnation, new Map(), new Map())
  await archive.raiseProgress({ incarnation, partition: 0, next: 9 })
  expect(await rebuild({ archive, tally, incarnation, voteLog: logOf(0, 20) })).toEqual(new Map([[0, 9]]))
})

it('cuts at progress where the log no longer holds what is behind the watermark', async () => {
  const { archive, tally, incarnation } = await emptyStores()
  await tally.install(incarnation, new Map([[0, 3]]), new Map())
  await archive.raiseProgress({ incarnation, partition: 0, next: 12 })
  expect(await rebuild({ archive, tally, incarnation, voteLog: logOf(10, 20) })).toEqual(new Map([[0, 12]]))
  expect(await archive.gaps()).toEqual([])
})

it('notes a gap where records are gone that nobody read, and goes on behind it', async () => {
  const { archive, tally, incarnation } = await emptyStores()
  await archive.raiseProgress({ incarnation, partition: 0, next: 4 })
  const seen: number[][] = []
  const onGap = (...gap: number[]) => seen.push(gap)
  expect(await rebuild({ archive, tally, incarnation, voteLog: logOf(10, 20), onGap })).toEqual(new Map([[0, 10]]))
  expect(await archive.gaps()).toEqual([{ incarnation, partition: 0, from: 4, to: 10 }])
  expect(seen).toEqual([[0, 4, 10]])
  expect(await archive.progress(incarnation)).toMatchObject([{ next: 10, rows: 0 }])
})

it('refuses a log that ends before what was counted', async () => {
  const { archive, tally, incarnation } = await emptyStores()
  await tally.install(incarnation, new Map([[0, 30]]), new Map())
  await expect(rebuild({ archive, tally, incarnation, voteLog: logOf(0, 20) })).rejects.toThrow(LogReplaced)
  expect(await tally.watermarks()).toEqual(new Map([['1:0', 30]]))
})

it('does not install a tally of an incarnation that has passed', async () => {
  const { archive, tally, incarnation } = await emptyStores()
  await archive.newIncarnation()
  await expect(rebuild({ archive, tally, incarnation, voteLog: logOf(0, 20) })).rejects.toThrow(/new incarnation/)
  expect((await tally.watermarks()).size).toBe(0)
})

it('does not give a tally of a newer incarnation away to an archive that knows nothing of it', async () => {
  const { archive, tally, incarnation } = await emptyStores()
  await tally.install('2', new Map([[0, 7]]), new Map())
  const refused = rebuild({ archive, tally, incarnation, voteLog: logOf(0, 20) })
  await expect(refused).rejects.toThrow(ArchiveOfOlderLog)
  expect(await tally.watermarks()).toEqual(new Map([['2:0', 7]]))
  const fresh = await archive.newIncarnation()
  expect(await rebuild({ archive, tally, incarnation: fresh, voteLog: logOf(0, 20) })).toEqual(new Map([[0, 0]]))
})

it('knows another log by its end, and by the record at the noted position', async () => {
  const recordAt = async (_: number, offset: number) =>
    offset < 20 ? { offset, key: `k${offset}`, value: '' } : undefined
  const log = { ...logOf(0, 20), recordAt }
  const progress = { incarnation: '1', partition: 0, next: 10, lastKey: 'k9', rows: 10 }
  await checkSameLog(log, 0, 10, progress)
  await checkSameLog(log, 0, null, undefined)
  await checkSameLog({ ...logOf(10, 20), recordAt }, 0, 10, { ...progress, lastKey: 'gone from the log' })
  await expect(checkSameLog(log, 0, 21, progress)).rejects.toThrow(LogReplaced)
  await expect(checkSameLog(log, 0, null, { ...progress, next: 21 })).rejects.toThrow(LogReplaced)
  await expect(checkSameLog(log, 0, 10, { ...progress, lastKey: 'another' })).rejects.toThrow(LogReplaced)
})
