import { afterAll, describe } from 'vitest'
import { tallyContract } from '../contract/tally.ts'
import { RedisTally } from './tally.ts'
import { freshTag, redisUnderTest, removeKeys } from './testing/real-redis.ts'

const connection = redisUnderTest()

describe.skipIf(!connection)('with a real Redis', () => {
  if (!connection) return
  afterAll(() => removeKeys(connection))

  tallyContract('Redis', async (room) => new RedisTally(connection, freshTag(), room))
})
