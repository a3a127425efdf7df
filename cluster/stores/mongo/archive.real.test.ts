import { MongoClient } from 'mongodb'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { sampleRow } from '../contract/samples.ts'
import { Wire } from '../contract/wire.ts'
import { StoreUnavailable } from '../ports/errors.ts'
import { MongoArchive } from './archive.ts'
import { dropDatabases, freshDatabase, mongoUnderTest } from './testing/real-mongo.ts'

const uri = mongoUnderTest()

describe.skipIf(!uri)('the archive in a real document server', () => {
  if (!uri) return
  afterAll(() => dropDatabases(uri))

  async function opened(more: { uri?: string; database?: string } = {}) {
    const database = more.database ?? freshDatabase()
    const archive = new MongoArchive({ uri: more.uri ?? uri ?? '', database })
    await archive.connect()
    onTestFinished(() => archive.close())
    return { archive, database }
  }
  async function wired() {
    const { hostname, port } = new URL(uri?.replace('mongodb:', 'http:') ?? '')
    const wire = await Wire.to(hostname, Number(port || 27_017))
    onTestFinished(() => wire.close())
    return { wire, ...(await opened({ uri: `mongodb://127.0.0.1:${wire.port}/?directConnection=true` })) }
  }

  it('asks for the majority and the journal on every write, and reads what the majority has', async () => {
    const { wire, archive } = await wired()
    wire.forget()
    await archive.insert([sampleRow('a')])
    const readable = () => wire.sent.replaceAll('\0', '~').replaceAll('\u0001', '1')
    expect(readable()).toMatch(/writeConcern~.{0,80}w~.{4}majority~.{0,40}j~1/s)
    wire.forget()
    await archive.holds(['a'])
    expect(readable()).toMatch(/readConcern~.{0,20}level~.{4}majority~/s)
  })

  it('is as durable as that whatever the address asks for', async () => {
    const weak = `${uri}${uri.includes('?') ? '&' : '/?'}w=0&journal=false&readPreference=secondaryPreferred`
    const { archive } = await opened({ uri: weak })
    await archive.insert([sampleRow('a', { offset: 0 })])
    expect(await archive.insert([sampleRow('a', { offset: 1 })])).toEqual([false])
  })

  it('lets one of many writers at once count for each key, whoever it is', async () => {
    const { database } = await opened()
    const writers = await Promise.all([0, 1, 2, 3].map(() => opened({ database })))
    const keys = Array.from({ length: 50 }, (_, at) => `key ${at}`)
    const answers = await Promise.all(
      writers.map(({ archive }, partition) =>
        archive.insert(keys.map((key, offset) => sampleRow(key, { partition, offset }))),
      ),
    )
    for (const at of keys.keys()) expect(answers.filter((answer) => answer[at])).toHaveLength(1)
    expect((await writers[0]?.archive.counts())?.votes).toBe(50)
  })

  it('stores of a row its key, place, digest, record and time, and nothing else', async () => {
    const { archive, database } = await opened()
    await archive.insert([sampleRow('a')])
    const client = new MongoClient(uri)
    onTestFinished(() => client.close())
    const row = await client.db(database).collection('votes').findOne()
    expect(Object.keys(row ?? {}).sort()).toEqual(['_id', 'archivedAt', 'digest', 'record', 'source'])
  })

  it('looks for a key that looks like an operator as a text', async () => {
    const { archive } = await opened()
    const key = '{"$gt":""}'
    await archive.insert([sampleRow('a', { offset: 0 }), sampleRow(key, { offset: 1 })])
    expect(await archive.holds([key, '$gt', ''])).toEqual([true, false, false])
  })

  it('takes large batches with duplicates within and before', async () => {
    const { archive } = await opened()
    const rows = Array.from({ length: 3_000 }, (_, offset) => sampleRow(`k${offset % 2_000}`, { offset }))
    await archive.insert(rows.slice(0, 500))
    const answer = await archive.insert(rows)
    expect(answer.filter(Boolean)).toHaveLength(2_000)
    expect(answer.slice(0, 500).every(Boolean)).toBe(true)
  })

  it('counts the rows that an older version left uncounted, once, also where it raises progress beside this one', async () => {
    const { archive, database } = await opened()
    await archive.insert([0, 1, 3].map((offset) => sampleRow(`k${offset}`, { offset })))
    const client = new MongoClient(uri)
    onTestFinished(() => client.close())
    const documents = client.db(database).collection<{ _id: string; next: number }>('progress')
    const _id = 'progress:1:0'
    const old = { kind: 'progress', incarnation: '1', partition: 0, next: 2, lastKey: 'k1' }
    await documents.insertOne({ _id, ...old })
    expect(await archive.progress('1')).toEqual([{ incarnation: '1', partition: 0, next: 2, lastKey: 'k1', rows: 2 }])
    expect(await documents.findOne({ _id })).toEqual({ _id, ...old, rows: 2, rowsBelow: 2 })
    await documents.updateOne({ _id }, { $set: { next: 4, lastKey: 'k3' } })
    const step = { incarnation: '1', partition: 0, first: 4, next: 6, lastKey: 'k5', counted: [4, 5] }
    expect(await archive.advanceProgress(step)).toMatchObject({ next: 6, rows: 5 })
  })

  it('begins anew with the stored progress where another consumer has moved it', async () => {
    const { archive, database } = await opened()
    const { archive: other } = await opened({ database })
    const step = (first: number, next: number) => ({
      incarnation: '1',
      partition: 0,
      first,
      next,
      lastKey: `key ${next - 1}`,
      counted: [first],
    })
    await archive.advanceProgress(step(0, 2))
    await other.advanceProgress(step(2, 4))
    expect(await archive.advanceProgress(step(2, 4))).toMatchObject({ next: 4, rows: 2 })
    expect(await archive.advanceProgress(step(4, 6))).toMatchObject({ next: 6, rows: 3 })
  })

  it('is unavailable while the connection is cut, and works again without a new start', async () => {
    const { wire, archive } = await wired()
    await archive.insert([sampleRow('a', { offset: 0 })])
    wire.cut()
    await expect(archive.insert([sampleRow('b', { offset: 1 })])).rejects.toThrow(StoreUnavailable)
    wire.restore()
    expect(await archive.insert([sampleRow('a', { offset: 0 }), sampleRow('b', { offset: 1 })])).toEqual([true, true])
  })

  it('is unavailable within seconds where nobody listens', async () => {
    const { wire } = await wired()
    wire.cut()
    const started = Date.now()
    await expect(new MongoArchive({ uri: `mongodb://127.0.0.1:${wire.port}` }).connect()).rejects.toThrow(
      StoreUnavailable,
    )
    expect(Date.now() - started).toBeLessThan(8_000)
  })
})
