import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../process/testing/temporary-folder.ts'
import { sampleRecord, sampleRow } from '../contract/samples.ts'
import { SqliteArchive } from './archive.ts'
import { SqliteVoteLogView } from './vote-log-view.ts'

const rows = 30_000
const partitions = 3
const perPartition = rows / partitions
const all = new Map(Array.from({ length: partitions }, (_, partition) => [partition, perPartition]))

/** Counts the turns that others have while work is done. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let turns = 0
  let isDone = false
  const count = () => {
    turns += 1
    if (!isDone) setImmediate(count)
  }
  setImmediate(count)
  await work()
  isDone = true
  return turns
}

describe('the embedded archive, read as a whole', () => {
  const folder = temporaryFolder(afterAll)
  let archive: SqliteArchive
  let view: SqliteVoteLogView
  let old: string
  let present: string

  beforeAll(async () => {
    archive = SqliteArchive.open(folder)
    view = SqliteVoteLogView.open(folder)
    old = await archive.incarnation()
    present = await archive.newIncarnation()
    for (const [index, incarnation] of [old, present].entries()) {
      for (let first = 0; first < rows / 2; first += 5_000) {
        const numbers = Array.from({ length: 5_000 }, (_, at) => first + at)
        await archive.insert(
          numbers.map((number) => {
            const source = { incarnation, partition: number % partitions, offset: Math.floor(number / partitions) }
            return sampleRow(`${index}-${number}`, source, { name: `Band ${number % 7}` })
          }),
        )
        const value = JSON.stringify(sampleRecord())
        await archive.reject(
          numbers.map((number) => ({
            source: { incarnation, partition: number % partitions, offset: rows + Math.floor(number / partitions) },
            key: 'k',
            reason: number % 5 === 0 ? 'unparsable' : 'duplicate',
            value,
          })),
        )
      }
    }
  }, 60_000)
  afterAll(async () => {
    await view.close()
    await archive.close()
  })

  it('is summed in pieces of 250 rows at most, earlier incarnations too', async () => {
    let total: number | undefined
    const turns = await turnsDuring(async () => {
      total = (await archive.sum(present, all)).increments.get('default')?.total.get('')
    })
    expect(total).toBe(rows)
    expect(turns).toBeGreaterThanOrEqual(rows / 250)
  })

  it('is summed to the same whatever the ranges that it is summed in', async () => {
    const whole = await archive.sum(present, all)
    const middle = new Map([...all.keys()].map((partition) => [partition, 1_500 + partition]))
    const head = await archive.sum(present, middle)
    const tail = await archive.sum(present, all, middle)
    expect(tail.rows.get(0)).toBe(perPartition / 2 - 1_500)
    const total = ({ increments }: typeof head, band: string) => increments.get('default')?.bands.get(band) ?? 0
    for (let band = 0; band < 7; band += 1) {
      const name = `Band ${band}`
      expect(total(head, name) + total(tail, name)).toBe(total(whole, name))
    }
  })

  it('waits for whoever asked to go slowly', async () => {
    let pauses = 0
    await archive.sum(present, all, new Map(), async () => {
      pauses += 1
    })
    expect(pauses).toBeGreaterThanOrEqual(rows / 2 / 250)
  })

  it('has its rows counted, its keys read and looked up in pieces', async () => {
    let counts: unknown
    const counting = await turnsDuring(async () => {
      counts = await archive.counts()
    })
    expect(counts).toEqual({ votes: rows, duplicates: (rows / 5) * 4, unparsable: rows / 5, dead: 0 })
    expect(counting).toBeGreaterThanOrEqual(rows / 2_000)
    const keys: string[] = []
    const reading = await turnsDuring(async () => {
      for await (const key of archive.keys()) keys.push(key)
    })
    expect(new Set(keys).size).toBe(rows)
    expect(reading).toBeGreaterThanOrEqual(rows / 500)
    let held: readonly boolean[] = []
    const lookingUp = await turnsDuring(async () => {
      held = await archive.holds(keys)
    })
    expect(held.every(Boolean)).toBe(true)
    expect(lookingUp).toBeGreaterThanOrEqual(rows / 500)
  })

  it('is read as a log with a turn for others after each stretch', async () => {
    const stretches = [...all.keys()].map((partition) => ({ partition, from: 0, below: perPartition, limit: 500 }))
    const query = { incarnation: present, stretches, order: 'ascending', filter: {} } as const
    expect(await turnsDuring(() => view.rows(query))).toBeGreaterThanOrEqual(partitions)
  })
})
