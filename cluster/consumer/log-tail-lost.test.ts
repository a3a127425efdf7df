import { StoreUnavailable, type Tally } from '@aplauso/stores'
import { describe, expect, it } from 'vitest'
import { onFile, type System, system, withFaults } from './testing/system.ts'

const wayOut = /not the one that was counted from: .*npm run topic -- new-incarnation/

/** A partition that holds votes, and its end. */
async function filled({ cast, ends }: System): Promise<{ partition: number; end: number }> {
  await Promise.all(Array.from({ length: 40 }, (_, at) => cast(`v${at}`)))
  const [[partition, end] = [0, 0]] = [...(await ends())].sort(([, one], [, other]) => other - one)
  return { partition, end }
}

/** Casts votes until the partition holds one at `end`. */
async function fillBeyond({ cast, ends }: System, partition: number, end: number): Promise<void> {
  for (let at = 0; ((await ends()).get(partition) ?? 0) <= end; at += 1) await cast(`w${at}`)
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
    await fillBeyond(one, partition, end)
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

  it('stops a running consumer whose last record left no row, was lost before the tally had it, and has another in its place', async () => {
    const one = await system()
    const { partition, end } = await filled(one)
    const away = { tally: false }
    const tally = withFaults<Tally>(one.tally, {
      apply: (step) =>
        away.tally && step.next > step.first ? Promise.reject(new StoreUnavailable('away')) : one.tally.apply(step),
    })
    const consumer = await one.consume({ tally })
    await one.settled()
    away.tally = true
    onFile(
      one.folder,
      'log',
      `INSERT INTO records (partition, offset, key, value) VALUES (${partition}, ${end}, 'poison', '{')`,
    )
    const archived = async () =>
      (await one.archive.progress('1')).find((progress) => progress.partition === partition)?.next
    await one.until(async () => (await archived()) === end + 1)
    onFile(one.folder, 'log', `DELETE FROM records WHERE partition = ${partition} AND offset >= ${end}`)
    await fillBeyond(one, partition, end)
    away.tally = false
    expect((await consumer.failed).message).toMatch(wayOut)
  })
})
