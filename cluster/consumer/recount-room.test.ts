import { incrementsOf, namedKinds, overflowFields, tallyRoom, type VoteRecord } from '@aplauso/proto'
import { describe, expect, it } from 'vitest'
import { rebuild } from './rebuild.ts'
import { Recounter } from './recount.ts'
import { emptyStores } from './testing/archives.ts'

const names = tallyRoom.bands + 200
const piece = 2_000

const voteOf = (name: number): VoteRecord => ({
  v: 1,
  contest: 'default',
  id: 'x',
  name: `Band ${name}`,
  album: 'Uno',
  year: 1989,
  rank: 9,
  rules: 1,
  channel: 'edge',
  at: '2026-01-01T00:00:00.000Z',
})
/** Every name once, then the last hundred once more. */
const records = Array.from({ length: names + 100 }, (_, at) => voteOf(at < names ? at : at - 100))
const sumOf = (counter: ReadonlyMap<string, number>) => [...counter.values()].reduce((sum, votes) => sum + votes, 0)

/** An archive of all these votes, and a tally that counted them as a consumer does. */
async function counted() {
  const { archive, tally, incarnation } = await emptyStores()
  await tally.install(incarnation, new Map([[0, 0]]), new Map())
  for (let first = 0; first < records.length; first += piece) {
    const next = Math.min(first + piece, records.length)
    const batch = records.slice(first, next)
    const offsets = batch.map((_, at) => first + at)
    const source = (offset: number) => ({ incarnation, partition: 0, offset })
    await archive.insert(
      batch.map((record, at) => ({ key: String(first + at), source: source(first + at), digest: '', record })),
    )
    await archive.advanceProgress({ incarnation, partition: 0, first, next, lastKey: null, counted: offsets })
    await tally.apply({ incarnation, partition: 0, first, next, increments: incrementsOf(batch) })
  }
  const counters = async () => (await tally.read('default')).counters
  return { archive, tally, incarnation, counters, recounter: new Recounter(archive, tally) }
}

describe('a tally that has no room for all names', () => {
  it('agrees with the archive, in a full recount and in one of what came since', async () => {
    const { archive, tally, incarnation, counters, recounter } = await counted()
    const { bands, total } = await counters()
    expect(bands.size).toBe(tallyRoom.bands + 1)
    expect(bands.get(overflowFields.bands)).toBe(300)
    expect(total.get('')).toBe(records.length)
    expect(await recounter.recount({ repair: true })).toMatchObject({ differences: [], repaired: false, full: true })

    const record = voteOf(names + 1)
    const at = { incarnation, partition: 0, first: records.length, next: records.length + 1 }
    const source = { incarnation, partition: 0, offset: records.length }
    await archive.insert([{ key: 'one more', source, digest: '', record }])
    await archive.advanceProgress({ ...at, lastKey: null, counted: [records.length] })
    await tally.apply({ ...at, increments: incrementsOf([record]) })
    expect((await counters()).bands.get(overflowFields.bands)).toBe(301)
    expect(await recounter.recount({ repair: true })).toMatchObject({ differences: [], repaired: false, full: false })
  })

  it('is repaired where the votes without a field of their own are not as many as in the archive', async () => {
    const { tally, incarnation, counters, recounter } = await counted()
    const all = incrementsOf(records)
    const wrong = incrementsOf([...records, voteOf(names + 7)])
    await tally.install(incarnation, new Map([[0, records.length]]), wrong)
    const found = await recounter.recount({ repair: true })
    expect(found.repaired).toBe(true)
    expect(found.differences).toContainEqual({
      contest: 'default',
      kind: 'bands',
      field: overflowFields.bands,
      tally: 201,
      archive: 200,
    })
    const repaired = await counters()
    for (const kind of namedKinds) expect(sumOf(repaired[kind])).toBe(records.length)
    expect(repaired.total).toEqual(all.get('default')?.total)
    expect(await recounter.recount({ repair: true })).toMatchObject({ differences: [], repaired: false })
  })

  it('has fields for the names with most votes once it is rebuilt, and agrees again', async () => {
    const { archive, tally, incarnation, counters, recounter } = await counted()
    expect((await counters()).bands.has(`Band ${names - 1}`)).toBe(false)
    const voteLog = { partitions: async () => 1, bounds: async () => ({ start: 0, end: records.length }) }
    await rebuild({ archive, tally, voteLog, incarnation })
    const { bands } = await counters()
    expect(bands.get(`Band ${names - 1}`)).toBe(2)
    expect(bands.get(overflowFields.bands)).toBe(200)
    expect(sumOf(bands)).toBe(records.length)
    expect(await recounter.recount({ repair: true })).toMatchObject({ differences: [], repaired: false })
  })
})
