import { afterAll, describe } from 'vitest'
import { letterBookContract } from '../contract/letter-book.ts'
import { progressContract } from '../contract/progress.ts'
import { archiveContract } from '../contract/vote-archive.ts'
import { MongoArchive } from './archive.ts'
import { dropDatabases, freshDatabase, mongoUnderTest } from './testing/real-mongo.ts'

const uri = mongoUnderTest()

describe.skipIf(!uri)('with a real document server', () => {
  if (!uri) return
  afterAll(() => dropDatabases(uri))

  const open = async () => {
    const archive = new MongoArchive({ uri, database: freshDatabase() })
    await archive.connect()
    return archive
  }
  archiveContract('MongoDB', open)
  progressContract('MongoDB', open)
  letterBookContract('MongoDB', open)
})
