import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '@aplauso/process'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { until } from '../process/testing/until.ts'
import { KafkaConsumer } from '../stores/kafka/consumer.ts'
import { KafkaProducer } from '../stores/kafka/producer.ts'
import { asAdmin } from '../stores/kafka/testing/real-kafka.ts'
import { awaitTopic } from '../stores/kafka/topics.ts'
import { backUpDatabase } from '../stores/mongo/testing/real-mongo.ts'
import { redisClient } from '../stores/redis/rest.ts'
import { Auditor } from './auditor.ts'
import { rebuild } from './rebuild.ts'
import { recount } from './recount.ts'
import { voteEntry } from './testing/entry.ts'
import { clearEngines, type EnginesUnderTest, enginesUnderTest, realStores } from './testing/real-engines.ts'

const engines = enginesUnderTest()
const log = createLogger('consumer', 'silent')

describe.skipIf(!engines)(
  'the consumer on Kafka, Redis and a document server',
  {
    timeout: 90_000,
  },
  () => {
    if (!engines) return
    const { kafka, redis, mongo } = engines
    afterAll(() => clearEngines(engines))

    async function system() {
      const stores = await realStores(engines as EnginesUnderTest, 4)
      const { topic, total, consume } = stores
      return {
        ...stores,
        reader: () => {
          const reader = new KafkaConsumer({ connection: kafka, topic, groupId: randomUUID() })
          onTestFinished(() => reader.stop())
          return reader
        },
        async cast(ids: readonly string[]) {
          const producer = new KafkaProducer({ connection: kafka, topic })
          await producer.connect()
          const entries = await Promise.all(ids.map((id) => voteEntry(id, { name: `Band ${id.length % 3}` })))
          const results = await Promise.all(entries.map((entry) => producer.append(entry)))
          expect(new Set(results)).toEqual(new Set(['accepted']))
          await producer.close()
        },
        consume: () => consume({ sessionTimeoutMs: 6_000 }),
        untilTotal: (votes: number) => until(async () => (await total()) === votes, 60_000),
      }
    }

    const ids = (count: number, prefix = 'v') => Array.from({ length: count }, (_, at) => `${prefix}${at}`)

    it('counts each vote once, votes sent again not at all', async () => {
      const { cast, consume, untilTotal, archive } = await system()
      await cast(ids(400))
      await cast(ids(40))
      await consume()
      await untilTotal(400)
      await expect
        .poll(() => archive.counts(), { timeout: 10_000 })
        .toEqual({ votes: 400, duplicates: 40, unparsable: 0, dead: 0 })
    })

    it('counts each vote once while consumers come and go', async () => {
      const { cast, consume, untilTotal, total } = await system()
      const first = await consume()
      await cast(ids(200, 'a'))
      await consume()
      await cast(ids(200, 'b'))
      await first.stop()
      await cast(ids(200, 'c'))
      await untilTotal(600)
      await sleep(1_500)
      expect(await total()).toBe(600)
    })

    it('has results right again by itself when Redis lost everything', async () => {
      const { cast, consume, untilTotal, tag, tally } = await system()
      await cast(ids(300))
      await consume()
      await untilTotal(300)
      const client = redisClient(redis)
      await client.del(...(await client.keys(`${tag}*`)))
      expect((await tally.watermarks()).size).toBe(0)
      await untilTotal(300)
      expect((await tally.watermarks()).size).toBe(4)
    })

    it('loses no vote when an older archive is put back under running consumers', async () => {
      const { cast, consume, untilTotal, archive, database, total, tally } = await system()
      await cast(ids(150, 'a'))
      const { consumer } = await consume()
      await untilTotal(150)
      const putBack = await backUpDatabase(mongo, database)
      await cast(ids(150, 'b'))
      await untilTotal(300)
      await putBack()
      await cast(ids(150, 'c'))
      await untilTotal(450)
      await sleep(1_500)
      expect(await total()).toBe(450)
      expect(consumer.stats.rebuilds).toBeGreaterThan(1)
      expect((await archive.counts()).votes).toBe(450)
      const rows = (await archive.progress('1')).reduce((sum, progress) => sum + progress.rows, 0)
      expect(rows).toBe(450)
      expect((await recount(archive, tally, { repair: false })).differences).toEqual([])
    })

    it('repairs a counter that was taken away', async () => {
      const { cast, consume, untilTotal, tag, tally, archive } = await system()
      await cast(ids(100))
      const { consumer } = await consume()
      await untilTotal(100)
      await redisClient(redis).del(`${tag}:default:bands`)
      const rebuild = () => consumer.rebuild()
      await new Auditor({ archive, tally, stats: consumer.stats, log, isDue: () => true, rebuild }).audit()
      expect(consumer.stats.recountDifference).toBeGreaterThan(0)
      const bands = (await tally.read('default')).counters.bands
      expect([...bands.values()].reduce((sum, votes) => sum + votes, 0)).toBe(100)
    })

    it('stops at a topic made anew, and counts on when that was said', async () => {
      const { topic, cast, consume, untilTotal, tally, archive, reader } = await system()
      await cast(ids(60, 'old'))
      const before = await consume()
      await untilTotal(60)
      await before.stop()

      await asAdmin(kafka, async (admin) => {
        await admin.deleteTopics({ topics: [topic] })
        await expect.poll(async () => (await admin.listTopics()).includes(topic), { timeout: 20_000 }).toBe(false)
        await admin.createTopics({ topics: [{ topic, numPartitions: 4, replicationFactor: 1 }], waitForLeaders: false })
        await awaitTopic(admin, topic)
      })
      await cast(ids(80, 'new'))

      const confused = await consume()
      expect((await confused.consumer.failed).message).toContain('npm run topic -- new-incarnation')
      await confused.stop()
      expect((await tally.read('default')).counters.total.get('')).toBe(60)

      const incarnation = await archive.newIncarnation()
      await rebuild({ archive, tally, voteLog: reader(), incarnation })
      await consume()
      await untilTotal(140)
    })
  },
)
