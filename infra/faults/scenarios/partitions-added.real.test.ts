import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Consumer } from '@aplauso/consumer/consumer'
import { createLogger } from '@aplauso/process'
import { defaultContest, joinRecord, type LogPage, type Results, recordParts, voteKey } from '@aplauso/proto'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { KafkaConsumer } from '../../../cluster/stores/kafka/consumer.ts'
import { KafkaDeadLetters } from '../../../cluster/stores/kafka/dead-letters.ts'
import { KafkaProducer } from '../../../cluster/stores/kafka/producer.ts'
import { asAdmin, deleteTopics, kafkaUnderTest, makeTopic } from '../../../cluster/stores/kafka/testing/real-kafka.ts'
import { checkTopics, votesTopic } from '../../../cluster/stores/kafka/topics.ts'
import { MongoArchive } from '../../../cluster/stores/mongo/archive.ts'
import { dropDatabases, freshDatabase, mongoUnderTest } from '../../../cluster/stores/mongo/testing/real-mongo.ts'
import { MongoVoteLogView } from '../../../cluster/stores/mongo/vote-log-view.ts'
import { RedisTally } from '../../../cluster/stores/redis/tally.ts'
import { freshTag, redisUnderTest, removeKeys } from '../../../cluster/stores/redis/testing/real-redis.ts'
import { serveFunction } from '../../../functions/http/index.ts'
import { logsHandler } from '../../../functions/logs/handler.ts'
import { resultsHandler } from '../../../functions/results/handler.ts'

const kafka = kafkaUnderTest()
const redis = redisUnderTest()
const mongo = mongoUnderTest()
const log = createLogger('consumer', 'silent')
const key = 'k'.repeat(32)

describe.skipIf(!kafka || !redis || !mongo)('partitions added to the log', { timeout: 120_000 }, () => {
  if (!kafka || !redis || !mongo) return
  afterAll(async () => {
    await Promise.all([deleteTopics(kafka), removeKeys(redis), dropDatabases(mongo)])
  })

  async function system() {
    const topic = await makeTopic(kafka ?? { brokers: [], ssl: false })
    const database = freshDatabase()
    const archive = new MongoArchive({ uri: mongo ?? '', database })
    const view = new MongoVoteLogView({ uri: mongo ?? '', database })
    const tally = new RedisTally(redis ?? { url: '', token: '' }, freshTag())
    const deadLetters = new KafkaDeadLetters({ connection: kafka ?? { brokers: [], ssl: false }, topic })
    await archive.connect()
    const options = { allowedOrigins: [], complain: () => {} }
    const logs = await serveFunction('logs', logsHandler({ ...options, view, exportKey: key }), '127.0.0.1', 0)
    const results = await serveFunction('results', resultsHandler({ ...options, tally }), '127.0.0.1', 0)
    onTestFinished(async () => {
      await Promise.all([logs.stop(), results.stop(), archive.close(), view.close(), deadLetters.close()])
    })
    const groupId = randomUUID()
    return {
      topic,
      archive,
      tally,
      async consume() {
        const voteLog = new KafkaConsumer({ connection: kafka ?? { brokers: [], ssl: false }, topic, groupId })
        const consumer = new Consumer({ voteLog, archive, tally, deadLetters, log })
        await consumer.start()
        let stopped: Promise<void> | undefined
        const stop = () => {
          stopped ??= consumer.stop()
          return stopped
        }
        onTestFinished(stop)
        return { consumer, stop }
      },
      async page(query: string): Promise<LogPage> {
        const answer = await fetch(`http://127.0.0.1:${logs.port}/v1/logs${query}`)
        expect(answer.status).toBe(200)
        return (await answer.json()) as LogPage
      },
      async exported(): Promise<number> {
        const headers = { authorization: `Bearer ${key}` }
        const answer = await fetch(`http://127.0.0.1:${logs.port}/v1/logs/export?format=ndjson`, { headers })
        return (await answer.text()).trimEnd().split('\n').length
      },
      async results(): Promise<Results> {
        const answer = await fetch(`http://127.0.0.1:${results.port}/v1/results/default`)
        return (await answer.json()) as Results
      },
    }
  }

  async function cast(producer: KafkaProducer, id: string) {
    const vote = { name: 'Alux Nahual', album: id, year: 1989, rank: 9 }
    const door = { id, channel: 'grpc', at: new Date().toISOString() } as const
    const voteKeyOf = await voteKey({ ...vote, contest: 'default', id })
    const value = joinRecord(recordParts({ contest: defaultContest, ...vote }, door))
    expect(await producer.append({ key: voteKeyOf, value })).toBe('accepted')
  }

  it('are read, counted and shown like the others, while votes come in and after a restart', async () => {
    const { topic, archive, tally, consume, page, exported, results } = await system()
    const count = async () => (await tally.read('default')).counters.total.get('') ?? 0
    const door = async () => {
      const producer = new KafkaProducer({ connection: kafka, topic })
      await producer.connect()
      onTestFinished(() => producer.close())
      return producer
    }
    const { stop } = await consume()
    await expect.poll(async () => (await results()).state, { timeout: 20_000 }).toBe('open')

    let sent = 0
    const states = new Set<string>()
    const doors = [await door()]
    const send = async (votes: number) => {
      for (const end = sent + votes; sent < end; sent += 10) {
        const at = sent
        const producer = doors[doors.length - 1] ?? (await door())
        await Promise.all(Array.from({ length: 10 }, (_, id) => cast(producer, `v${at + id}`)))
        states.add((await results()).state)
        await sleep(20)
      }
    }
    await send(200)
    await expect.poll(count, { timeout: 20_000 }).toBe(sent)
    const before = await page('?limit=50')

    await asAdmin(kafka, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 16 }] }))
    doors.push(await door())
    await send(400)
    await expect.poll(count, { timeout: 30_000 }).toBe(sent)
    await expect.poll(async () => (await tally.summary()).partitions, { timeout: 10_000 }).toEqual(new Map([['1', 16]]))
    await stop()
    const { problems } = await checkTopics(kafka, { development: true, topics: [{ ...votesTopic, name: topic }] })
    expect(problems).toEqual([])
    await consume()
    await send(200)
    await expect.poll(count, { timeout: 30_000 }).toBe(sent)
    await sleep(1_500)
    expect(await count()).toBe(sent)
    expect((await archive.counts()).votes).toBe(sent)
    expect([...states]).toEqual(['open'])
    expect((await results()).total).toBe(sent)

    const inAdded = (await archive.progress('1')).filter(({ partition, next }) => partition >= 12 && next > 0)
    expect(inAdded).toHaveLength(4)
    // A door may write a vote twice while its partition is new; the log shows the second one as a duplicate.
    const { duplicates } = await archive.counts()
    const votes: LogPage['votes'][number][] = []
    for (let after = before.newest; ; ) {
      const newer = await page(`?limit=500&after=${after}`)
      if (newer.votes.length === 0) break
      votes.push(...newer.votes)
      after = newer.newest
    }
    const older = (await page(`?limit=500&cursor=${before.next}`)).votes
    const shown = [...older, ...before.votes, ...votes]
    const counted = shown.filter(({ status }) => status === 'counted').map(({ album }) => album)
    expect(counted.toSorted()).toEqual(Array.from({ length: sent }, (_, id) => `v${id}`).toSorted())
    expect(shown).toHaveLength(sent + duplicates)
    expect(await exported()).toBe(sent + duplicates)
  })
})
