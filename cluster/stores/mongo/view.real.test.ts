import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { voteFieldsContract } from '../contract/vote-fields.ts'
import { viewContract } from '../contract/vote-log-view.ts'
import type { VoteFilter } from '../ports/vote-log-view.ts'
import { MongoArchive } from './archive.ts'
import { probeMongo } from './probe.ts'
import {
  dropDatabases,
  freshDatabase,
  isSecantusUnderTest,
  mongoUnderTest,
  storedRecord,
} from './testing/real-mongo.ts'
import { MongoVoteLogView } from './vote-log-view.ts'

const uri = mongoUnderTest()

describe.skipIf(!uri)('the log of votes in a real document server', () => {
  if (!uri) return
  afterAll(() => dropDatabases(uri))

  async function open() {
    const database = freshDatabase()
    const archive = new MongoArchive({ uri: uri ?? '', database })
    await archive.connect()
    return { archive, view: new MongoVoteLogView({ uri: uri ?? '', database }), database }
  }

  viewContract('MongoDB', open)
  voteFieldsContract('MongoDB', async () => {
    const viewed = await open()
    return { ...viewed, storedRecord: (key) => storedRecord(uri, viewed.database, key) }
  })

  const filters: readonly VoteFilter[] = [
    {},
    { contest: 'default' },
    { band: 'Ana' },
    { album: 'A' },
    { year: 1990 },
    { channel: 'edge' },
    { rankMin: 1, rankMax: 2 },
    { from: '2026-01-01T00:00:00.000Z' },
  ]
  it('finds votes by an index in the order of the log, whatever the filter', async (context) => {
    const { engine } = await probeMongo(uri, 5_000)
    context.skip(engine !== 'MongoDB', 'FerretDB looks up keys alone')
    context.skip(isSecantusUnderTest(), 'SecantusDB takes no index for $eq')
    const { archive, view } = await open()
    onTestFinished(async () => {
      await view.close()
      await archive.close()
    })
    for (const filter of filters) {
      const stretch = { partition: 3, from: 0, below: 9, limit: 9 }
      const query = { incarnation: '1', stretches: [stretch], order: 'descending', filter } as const
      const plan = JSON.stringify(await view.plan(query, stretch))
      expect(plan).toContain('"IXSCAN"')
      expect(plan).not.toMatch(/"COLLSCAN"|"SORT"/)
    }
  })
})
