import { describe, expect, it } from 'vitest'
import { onFile, type System, system } from './testing/system.ts'

const wayOut = /not the one that was counted from: .*npm run topic -- new-incarnation/

/** A partition that holds votes, and its end. */
async function filled({ cast, ends }: System): Promise<{ partition: number; end: number }> {
  await Promise.all(Array.from({ length: 40 }, (_, at) => cast(`v${at}`)))
  const [[partition, end] = [0, 0]] = [...(await ends())].sort(([, one], [, other]) => other - one)
  return { partition, end }
}

describe('a log that lost its tail', { timeout: 30_000 }, () => {
  it('stops a consumer at rest that has read more than it now holds', async () => {
    const one = await system()
    const { partition, end } = await filled(one)
    const consumer = await one.consume()
    await one.settled()
    onFile(one.folder, 'log', `DELETE FROM records WHERE partition = ${partition} AND offset >= ${end - 2}`)
    expect((await consumer.failed).message).toMatch(wayOut)
    expect(await one.total()).toBe(40)
  })

  it('stops a consumer whose rows were archived and not noted, and whose places hold other records now', async () => {
    const one = await system()
    const { partition, end } = await filled(one)
    const consumer = await one.consume()
    await one.settled()
    await consumer.stop()
    // A consumer archived the record at the end and died; the log lost it, and will hold another there.
    onFile(
      one.folder,
      'archive',
      `INSERT INTO votes (key, incarnation, partition, offset, digest, record, archived_at)
       SELECT 'lost', '1', ${partition}, ${end}, digest, record, archived_at FROM votes LIMIT 1`,
    )
    const again = await one.consume()
    const fill = async (at = 0): Promise<void> => {
      if (((await one.ends()).get(partition) ?? 0) > end) return
      await one.cast(`w${at}`)
      return fill(at + 1)
    }
    await fill()
    expect((await again.failed).message).toMatch(wayOut)
    expect((await one.archive.progress('1')).find((progress) => progress.partition === partition)?.next).toBe(end)
  })

  it('stops a consumer that starts when progress is beyond the end, though the watermark is not', async () => {
    const one = await system()
    const { partition, end } = await filled(one)
    const consumer = await one.consume()
    await one.settled()
    await consumer.stop()
    onFile(one.folder, 'log', `DELETE FROM records WHERE partition = ${partition} AND offset >= ${end - 2}`)
    onFile(one.folder, 'tally', `UPDATE watermarks SET next = ${end - 3} WHERE field = '1:${partition}'`)
    expect((await (await one.consume()).failed).message).toMatch(wayOut)
  })
})
