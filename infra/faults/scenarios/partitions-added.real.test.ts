import { setTimeout as sleep } from 'node:timers/promises'
import type { LogPage, Results } from '@aplauso/proto'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { voteEntry } from '../../../cluster/consumer/testing/entry.ts'
import {
  clearEngines,
  type EnginesUnderTest,
  enginesUnderTest,
  realStores,
} from '../../../cluster/consumer/testing/real-engines.ts'
import { KafkaProducer } from '../../../cluster/stores/kafka/producer.ts'
import { asAdmin } from '../../../cluster/stores/kafka/testing/real-kafka.ts'
import { checkTopics, votesTopic } from '../../../cluster/stores/kafka/topics.ts'
import { MongoVoteLogView } from '../../../cluster/stores/mongo/vote-log-view.ts'
import { serveFunction } from '../../../functions/http/index.ts'
import { logsHandler } from '../../../functions/logs/handler.ts'
import { resultsHandler } from '../../../functions/results/handler.ts'

const engines = enginesUnderTest()
const key = 'k'.repeat(32)

describe.skipIf(!engines)('partitions added to the log', { timeout: 120_000 }, () => {
  if (!engines) return
  const { kafka, mongo } = engines
  afterAll(() => clearEngines(engines))

  async function system() {
    const stores = await realStores(engines as EnginesUnderTest)
    const { database, tally } = stores
    const view = new MongoVoteLogView({ uri: mongo, database })
    const options = { allowedOrigins: [], complain: () => {} }
    const logs = await serveFunction('logs', logsHandler({ ...options, view, exportKey: key }), '127.0.0.1', 0)
    const results = await serveFunction('results', resultsHandler({ ...options, tally }), '127.0.0.1', 0)
    onTestFinished(async () => {
      await Promise.all([logs.stop(), results.stop(), view.close()])
    })
    return {
      ...stores,
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
    expect(await producer.append(await voteEntry(id, { album: id }))).toBe('accepted')
  }

  it('are read, counted and shown like the others, while votes come in and after a restart', async () => {
    const { topic, archive, tally, total: count, consume, page, exported, results } = await system()
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
