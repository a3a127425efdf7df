import { MongoClient } from 'mongodb'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { sampleRow } from '../contract/samples.ts'
import { MongoArchive } from './archive.ts'
import type { VoteDocument } from './documents.ts'
import { LastingClient } from './lasting-client.ts'
import { probeMongo } from './probe.ts'
import { rangeByIndex, rowsByIndex } from './sum.ts'
import { dropDatabases, freshDatabase, mongoUnderTest } from './testing/real-mongo.ts'

const uri = mongoUnderTest()

describe.skipIf(!uri)('the rows that a sum reads by the index of sources', () => {
  if (!uri) return
  afterAll(() => dropDatabases(uri))

  async function filled() {
    const database = freshDatabase()
    const archive = new MongoArchive({ uri: uri ?? '', database })
    await archive.connect()
    const old = await archive.incarnation()
    const present = await archive.newIncarnation()
    for (const incarnation of [old, present]) {
      for (const partition of [0, 1, 11]) {
        const offsets = Array.from({ length: 30 }, (_, offset) => offset)
        const key = (offset: number) => `${incarnation}:${partition}:${offset}`
        await archive.insert(offsets.map((offset) => sampleRow(key(offset), { incarnation, partition, offset })))
      }
    }
    const client = new LastingClient(
      () => new MongoClient(uri ?? ''),
      (made) => ({ votes: made.db(database).collection<VoteDocument>('votes') }),
    )
    onTestFinished(async () => {
      await client.close()
      await archive.close()
    })
    return { client, old, present }
  }

  it('are those of the ranges, and all of earlier incarnations', async () => {
    const { client, old, present } = await filled()
    const read = async (more: { earlier?: string[]; from?: ReadonlyMap<number, number> }) => {
      const below = new Map([
        [0, 7],
        [11, 30],
      ])
      const keys: string[] = []
      const summed = { incarnation: present, earlier: new Set(more.earlier), below, from: more.from }
      for await (const { _id } of rowsByIndex(client, summed)) keys.push(_id)
      return keys.sort()
    }
    const keys = (incarnation: string, partition: number, from: number, below: number) =>
      Array.from({ length: below - from }, (_, at) => `${incarnation}:${partition}:${from + at}`)
    const from = new Map([
      [0, 7],
      [11, 28],
    ])
    expect(await read({ from })).toEqual(keys(present, 11, 28, 30).sort())
    expect(await read({})).toEqual([...keys(present, 0, 0, 7), ...keys(present, 11, 0, 30)].sort())
    const ofOld = [0, 1, 11].flatMap((partition) => keys(old, partition, 0, 30))
    expect(await read({ earlier: [old] })).toEqual(
      [...keys(present, 0, 0, 7), ...keys(present, 11, 0, 30), ...ofOld].sort(),
    )
  })

  it('are found by that index and no scan', async (context) => {
    const { engine } = await probeMongo(uri, 5_000)
    context.skip(engine !== 'MongoDB', 'FerretDB looks up keys alone')
    const { client, present } = await filled()
    const range = { incarnation: present, partition: 11, from: 3, below: 9 }
    const plan = JSON.stringify(await client.ask(({ votes }) => rangeByIndex(votes, range).explain()))
    expect(plan).toContain('"IXSCAN"')
    expect(plan).not.toContain('"COLLSCAN"')
  })
})
