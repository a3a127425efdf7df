import { setTimeout as sleep } from 'node:timers/promises'
import { ConfigError, createLogger } from '@aplauso/process'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { Wire } from '../contract/wire.ts'
import {
  deleteTopics,
  kafkaUnderTest,
  makeTopic,
  secureKafkaUnderTest,
  wiredKafka,
} from '../kafka/testing/real-kafka.ts'
import { dropDatabases, freshDatabase, mongoUnderTest } from '../mongo/testing/real-mongo.ts'
import { redisUnderTest } from '../redis/testing/real-redis.ts'
import { openArchive, openConsumer, openDeadLetters, openProducer, openTally, openTogether } from './index.ts'

const log = createLogger('test', 'silent')
const waiting = { log, unreachable: 'wait' } as const
const kafka = kafkaUnderTest()
const secure = secureKafkaUnderTest()
const redis = redisUnderTest()
const mongo = mongoUnderTest()

const problemsOf = (opening: Promise<unknown>): Promise<readonly string[]> =>
  opening.then(
    () => [],
    (error) => {
      if (error instanceof ConfigError) return error.problems
      throw error
    },
  )

describe.skipIf(!kafka)('opening the log in a real Kafka', { timeout: 30_000 }, () => {
  if (!kafka) return
  const brokers = { KAFKA_BROKERS: kafka.brokers.join(',') }
  afterAll(() => deleteTopics(kafka))

  it('names every missing topic in one line', async () => {
    const config = { ...brokers, KAFKA_TOPIC: 'test-nowhere', APLAUSO_DEVELOPMENT: '1' } as const
    expect(await problemsOf(openConsumer(config, waiting))).toEqual([
      'topic test-nowhere: is missing; make it with: npm run topic -- create',
      'topic test-nowhere.dead: is missing; make it with: npm run topic -- create',
    ])
    expect(await problemsOf(openProducer(config, { readiness: waiting }))).toHaveLength(1)
  })

  it('takes too few replicas in development only', async () => {
    const topic = await makeTopic(kafka, 12, { 'min.insync.replicas': '1' }, 1)
    const config = { ...brokers, KAFKA_TOPIC: topic } as const
    expect(await problemsOf(openProducer(config, { readiness: waiting }))).toEqual([
      `topic ${topic}: replication factor 1, must be at least 3`,
      `topic ${topic}: min.insync.replicas 1, must be at least 2`,
    ])
    const producer = await openProducer({ ...config, APLAUSO_DEVELOPMENT: '1' }, { readiness: waiting })
    onTestFinished(() => producer.close())
    expect(producer.isUp()).toBe(true)
  })

  it('waits for a broker that does not answer', async () => {
    const topic = await makeTopic(kafka)
    const wire = await wiredKafka(kafka)
    wire.cut()
    let isOpen = false
    const opening = openProducer(
      { ...brokers, KAFKA_TOPIC: topic, APLAUSO_DEVELOPMENT: '1' },
      { readiness: waiting },
    ).then((producer) => {
      isOpen = true
      return producer
    })
    await sleep(1_500)
    expect(isOpen).toBe(false)
    wire.restore()
    const producer = await opening
    expect(await producer.append({ key: 'a', value: '1' })).toBe('accepted')
    await producer.close()
  })

  it('keeps dead letters beside the votes', async () => {
    const letters = await openDeadLetters({ ...brokers, KAFKA_TOPIC: 'test-nowhere' })
    onTestFinished(() => letters.close())
    const source = { incarnation: '1', partition: 0, offset: 0 }
    await expect(letters.bury([{ source, key: 'a', value: '{}', reason: 'test' }])).rejects.toThrow('no such topic')
  })
})

describe.skipIf(!(secure && redis && mongo))('opening real engines with wrong settings', { timeout: 30_000 }, () => {
  if (!(secure && redis && mongo)) return

  it('reports what is wrong with all of them at once, and no secret', async () => {
    const log = { ...secure, KAFKA_PASSWORD: 'hush-hush', APLAUSO_DEVELOPMENT: '1' } as const
    const problems = await problemsOf(
      openTogether(waiting, {
        log: (readiness) => openConsumer(log, readiness),
        archive: (readiness) => openArchive({ MONGODB_URI: 'mongodb://user:hush-hush@host:port' }, readiness),
        tally: (readiness) =>
          openTally({ UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: 'hush-hush' }, readiness),
      }),
    )
    expect([...problems].sort()).toEqual([
      expect.stringMatching(/^KAFKA_USERNAME, KAFKA_PASSWORD: Kafka refused the credentials: /),
      'MONGODB_URI: is not a MongoDB connection string',
      "UPSTASH_REDIS_REST_TOKEN: Redis's REST server refused the token",
    ])
    expect(problems.join()).not.toContain('hush')
  })
})

describe.skipIf(!(redis && mongo))('opening a real tally and archive', { timeout: 30_000 }, () => {
  if (!(redis && mongo)) return
  afterAll(() => dropDatabases(mongo))

  it('waits for those that do not answer, and uses them then', async () => {
    const { hostname, port } = new URL(redis.url)
    const wire = await Wire.to(hostname, Number(port))
    onTestFinished(() => wire.close())
    wire.cut()
    const config = {
      UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${wire.port}`,
      UPSTASH_REDIS_REST_TOKEN: redis.token,
      MONGODB_URI: mongo,
      MONGODB_DATABASE: freshDatabase(),
    }
    const opening = openTogether(waiting, {
      tally: (readiness) => openTally(config, readiness),
      archive: (readiness) => openArchive(config, readiness),
    })
    await sleep(1_500)
    wire.restore()
    const { tally, archive } = await opening
    onTestFinished(async () => {
      await Promise.all([tally.close(), archive.close()])
    })
    expect(await tally.watermarks()).toBeInstanceOf(Map)
    expect(await archive.counts()).toEqual({ votes: 0, duplicates: 0, unparsable: 0, dead: 0 })
  })

  it('goes on without an answer where that is wanted: a reader says that it is not available', async () => {
    const wire = await Wire.to('127.0.0.1', 1)
    wire.cut()
    const tally = await openTally(
      { UPSTASH_REDIS_REST_URL: `http://127.0.0.1:${wire.port}`, UPSTASH_REDIS_REST_TOKEN: 'token' },
      { log, unreachable: 'go on' },
    )
    await expect(tally.read('default')).rejects.toThrow('Redis: ')
    await wire.close()
  })
})
