import type { VoteArchive } from '@aplauso/stores'
import { describe, expect, it } from 'vitest'
import { rebuild } from './rebuild.ts'
import { recount } from './recount.ts'
import { addressOf, backUp, emptyArchive, restored } from './testing/archives.ts'
import { onFile, type System, system } from './testing/system.ts'

const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => `v${from + at}`)

async function castAll({ cast }: System, from: number, to: number): Promise<void> {
  await Promise.all(ids(from, to).map((id) => cast(id)))
}

/** Whether the archive holds every vote once, and the tally says what it holds. */
async function expectCounted({ tally, settled, total }: System, archive: VoteArchive, votes: number): Promise<void> {
  await settled()
  expect(await total()).toBe(votes)
  expect((await archive.counts()).votes).toBe(votes)
  const { state, differences } = await recount(archive, tally, { repair: false })
  expect({ state, differences }).toEqual({ state: 'compared', differences: [] })
  const progress = await archive.progress('1')
  expect(progress.reduce((sum, { rows }) => sum + rows, 0)).toBe(votes)
}

/** A system with 20 votes, a backup of its archive, and 30 votes more. */
async function backedUp() {
  const one = await system()
  const address = addressOf(one.archive)
  const consumer = await one.consume({ archive: address.archive })
  await castAll(one, 0, 20)
  await one.settled()
  const backup = backUp(one.folder)
  await castAll(one, 10, 50)
  await one.settled()
  expect(await one.total()).toBe(50)
  return { ...one, one, address, consumer, backup }
}

describe('an archive restored from a backup', { timeout: 60_000 }, () => {
  it('loses no vote with all consumers stopped', async () => {
    const { one, consumer, backup, consume } = await backedUp()
    await consumer.stop()
    const archive = await restored(backup)
    await consume({ archive })
    await expectCounted(one, archive, 50)
  })

  it('loses no vote under running consumers, with the next batch', async () => {
    const { one, address, backup } = await backedUp()
    const archive = await restored(backup)
    address.place(archive)
    await castAll(one, 50, 90)
    await expectCounted(one, archive, 90)
  })

  it('loses no vote in the middle of a batch, between rows and progress', async () => {
    const { one, address, consumer, backup, consume } = await backedUp()
    await consumer.stop()
    const archive = await restored(backup)
    const swapping = new Proxy(address.archive, {
      get: (target, name) => {
        if (name === 'advanceProgress') address.place(archive)
        return Reflect.get(target, name)
      },
    })
    await castAll(one, 50, 90)
    await consume({ archive: swapping })
    await expectCounted(one, archive, 90)
  })

  it('loses no vote when the tally is lost with it', async () => {
    const { one, consumer, backup, consume, tally } = await backedUp()
    await consumer.stop()
    const archive = await restored(backup)
    await tally.install('1', new Map(), new Map())
    await consume({ archive })
    await expectCounted(one, archive, 50)
  })

  it('is replayed from the lower of the two also where two consumers hold the partitions', async () => {
    const { one, address, backup, consume } = await backedUp()
    await consume({ archive: address.archive })
    const archive = await restored(backup)
    address.place(archive)
    await castAll(one, 50, 90)
    await expectCounted(one, archive, 90)
  })
})

describe('another archive for a while', { timeout: 60_000 }, () => {
  it('loses no vote once the right one is back, with consumers started anew', async () => {
    const { one, consumer, consume, archive } = await backedUp()
    await consumer.stop()
    const other = await emptyArchive()
    const astray = await consume({ archive: other })
    await castAll(one, 50, 60)
    await expectCounted(one, other, 60)
    await astray.stop()
    await consume({ archive })
    await expectCounted(one, archive, 60)
  })

  it('loses no vote once the right one is back, under running consumers', async () => {
    const { one, address, archive } = await backedUp()
    const other = await emptyArchive()
    address.place(other)
    await castAll(one, 50, 60)
    await one.settled()
    address.place(archive)
    await castAll(one, 60, 100)
    await expectCounted(one, archive, 100)
  })
})

describe('an archive that the log cannot complete', { timeout: 60_000 }, () => {
  /** Consumers stopped, an older archive, and a log that holds the last record of each partition only. */
  async function beyondRetention() {
    const { one, consumer, backup, consume, folder, tally } = await backedUp()
    await consumer.stop()
    onFile(
      folder,
      'log',
      `DELETE FROM records AS r WHERE offset < (SELECT max(offset) FROM records m WHERE m.partition = r.partition)`,
    )
    return { one, archive: await restored(backup), consume, tally, voteLog: undefined }
  }

  it('stops the consumer with a way out, and nothing is lowered', async () => {
    const { one, archive, consume, tally } = await beyondRetention()
    const before = { watermarks: await tally.watermarks(), total: await one.total() }
    const stopped = await consume({ archive })
    expect((await stopped.failed).message).toMatch(/older than the tally: .*npm run topic -- accept-gap/)
    await stopped.stop()
    expect({ watermarks: await tally.watermarks(), total: await one.total() }).toEqual(before)
    expect(await archive.gaps()).toEqual([])
  })

  it('goes on over a noted gap once a person has accepted it', async () => {
    const { one, archive, consume, tally } = await beyondRetention()
    const ends = await one.ends()
    const voteLog = {
      partitions: async () => ends.size,
      bounds: async (partition: number) => {
        const end = ends.get(partition) ?? 0
        return { start: Math.max(0, end - 1), end }
      },
    }
    const held = new Map((await archive.progress('1')).map(({ partition, next }) => [partition, next]))
    await rebuild({ archive, tally, voteLog, incarnation: '1', acceptGap: true })
    const gaps = await archive.gaps()
    expect(gaps.length).toBeGreaterThan(0)
    for (const { partition, from, to } of gaps) {
      expect([from, to]).toEqual([held.get(partition) ?? 0, (ends.get(partition) ?? 0) - 1])
    }
    await consume({ archive })
    await one.settled()
    expect(await one.total()).toBe((await archive.counts()).votes)
    expect((await recount(archive, tally, { repair: false })).differences).toEqual([])
    const progress = await archive.progress('1')
    expect(progress.reduce((sum, { rows }) => sum + rows, 0)).toBe(await one.total())
  })
})

describe('an archive that lost rows', { timeout: 60_000 }, () => {
  it('makes no tally', async () => {
    const { consumer, consume, folder, tally, archive } = await backedUp()
    await consumer.stop()
    onFile(folder, 'archive', 'DELETE FROM votes WHERE rowid IN (SELECT rowid FROM votes LIMIT 5)')
    await tally.install('1', new Map(), new Map())
    const stopped = await consume()
    expect((await stopped.failed).message).toMatch(/has lost rows: .*npm run topic -- new-incarnation/)
    await stopped.stop()
    expect((await tally.watermarks()).size).toBe(0)
    expect((await archive.counts()).votes).toBe(45)
  })
})
