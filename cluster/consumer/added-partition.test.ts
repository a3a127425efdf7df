import { describe, expect, it } from 'vitest'
import { recount } from './recount.ts'
import { onFile, type System, system } from './testing/system.ts'

/** A system whose partition 11 is new: nothing was ever read of it. */
async function withNewPartition() {
  const one = await system()
  await Promise.all(Array.from({ length: 60 }, (_, at) => one.cast(`v${at}`)))
  const consumer = await one.consume()
  await one.settled()
  await consumer.stop()
  onFile(one.folder, 'archive', 'DELETE FROM votes WHERE partition = 11; DELETE FROM progress WHERE partition = 11')
  onFile(one.folder, 'tally', "DELETE FROM watermarks WHERE field = '1:11'")
  const ours = (await one.ends()).get(11) ?? 0
  expect(ours).toBeGreaterThan(1)
  // What the tally counted of it before it was new.
  for (const table of ['albums', 'bands', 'channels', 'ranks', 'total']) {
    onFile(one.folder, 'tally', `UPDATE counters SET votes = votes - ${ours} WHERE key LIKE '%:default:${table}'`)
  }
  return { one, ours }
}

async function expectWhole({ total, archive, tally, settled }: System, votes: number): Promise<void> {
  await settled()
  expect(await total()).toBe(votes)
  expect((await recount(archive, tally, { repair: false })).differences).toEqual([])
}

describe('a partition that was added', { timeout: 30_000 }, () => {
  it('begins at the log’s start, without a rebuild', async () => {
    const { one } = await withNewPartition()
    const { stats } = await one.consume()
    await expectWhole(one, 60)
    expect(stats.rebuilds).toBe(0)
  })

  it('begins at a log’s start that is not 0, with a noted gap and without a rebuild', async () => {
    const { one, ours } = await withNewPartition()
    onFile(one.folder, 'log', 'DELETE FROM records WHERE partition = 11 AND offset = 0')
    const { stats } = await one.consume()
    await expectWhole(one, 59)
    expect(stats).toMatchObject({ rebuilds: 0, gaps: 1 })
    expect(await one.archive.gaps()).toEqual([{ incarnation: '1', partition: 11, from: 0, to: 1 }])
    expect((await one.archive.progress('1')).find(({ partition }) => partition === 11)).toMatchObject({
      next: ours,
      rows: ours - 1,
    })
  })

  it('is rebuilt with all others where rows lie before the log’s start', async () => {
    const { one } = await withNewPartition()
    onFile(
      one.folder,
      'archive',
      `INSERT INTO votes (key, incarnation, partition, offset, digest, record, archived_at)
       SELECT 'moved', '1', 11, 0, digest, record, archived_at FROM votes LIMIT 1`,
    )
    onFile(one.folder, 'log', 'DELETE FROM records WHERE partition = 11 AND offset = 0')
    const { stats } = await one.consume()
    await expectWhole(one, 60)
    expect(stats.rebuilds).toBe(1)
  })
})
