import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kafka } from 'kafkajs'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import type { LogBatch, LogHandler } from '../ports/vote-log.ts'
import { kafkaClientConfig } from './connection.ts'
import { KafkaConsumer, type KafkaConsumerOptions } from './consumer.ts'
import { KafkaProducer } from './producer.ts'
import {
  asAdmin,
  connectionOf,
  deleteTopics,
  kafkaUnderTest,
  makeTopic,
  secureKafkaUnderTest,
  wiredKafka,
} from './testing/real-kafka.ts'

const connection = kafkaUnderTest()
const secure = secureKafkaUnderTest()
const patience = { timeout: 20_000 }

class Watcher implements LogHandler {
  readonly batches: LogBatch[] = []
  readonly assignments: (readonly number[])[] = []
  answer: (batch: LogBatch) => number | Promise<number> = ({ next }) => next

  assigned(partitions: readonly number[]): void {
    this.assignments.push(partitions)
  }
  async batch(batch: LogBatch): Promise<number> {
    this.batches.push(batch)
    return this.answer(batch)
  }
  get owned(): readonly number[] {
    return this.assignments.at(-1) ?? []
  }
  get values(): string[] {
    return this.batches.flatMap(({ records }) => records.map(({ value }) => value))
  }
}

async function consuming(options: KafkaConsumerOptions, watcher = new Watcher()) {
  const consumer = new KafkaConsumer(options)
  onTestFinished(() => consumer.stop())
  await consumer.start(watcher)
  return { consumer, watcher }
}

async function producing(topic: string, values: readonly string[], more = { connection }) {
  const producer = new KafkaProducer({ connection: more.connection ?? { brokers: [], ssl: false }, topic })
  await Promise.all(values.map((value) => producer.append({ key: value, value })))
  await producer.close()
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => String(from + at))

describe.skipIf(!connection)('the consumer with a real broker', { timeout: 60_000 }, () => {
  if (!connection) return
  afterAll(() => deleteTopics(connection))

  it('shares the partitions with a second one, and takes them all back when that leaves', async () => {
    const topic = await makeTopic(connection)
    const groupId = randomUUID()
    const first = await consuming({ connection, topic, groupId })
    expect(first.watcher.owned).toHaveLength(12)
    await producing(topic, numbers(0, 100))
    const second = await consuming({ connection, topic, groupId })
    await expect.poll(() => first.watcher.owned.length, patience).toBe(6)
    expect([...first.watcher.owned, ...second.watcher.owned].sort((a, b) => a - b)).toEqual(numbers(0, 12).map(Number))
    await producing(topic, numbers(100, 200))
    const all = () => new Set([...first.watcher.values, ...second.watcher.values])
    await expect.poll(() => all().size, patience).toBe(200)
    await second.consumer.stop()
    await expect.poll(() => first.watcher.owned.length, patience).toBe(12)
    await producing(topic, numbers(200, 300))
    await expect.poll(() => all().size, patience).toBe(300)
  })

  it('reads partitions that are added while it runs, from their start', async () => {
    const topic = await makeTopic(connection, 2)
    const groupId = randomUUID()
    const { consumer, watcher } = await consuming({ connection, topic, groupId })
    const other = await consuming({ connection, topic, groupId })
    expect(await consumer.partitions()).toBe(2)
    await asAdmin(connection, (admin) => admin.createPartitions({ topicPartitions: [{ topic, count: 5 }] }))
    await producing(topic, numbers(0, 100))
    const owned = () => [...watcher.owned, ...other.watcher.owned].sort()
    await expect.poll(owned, patience).toEqual([0, 1, 2, 3, 4])
    const values = () => new Set([...watcher.values, ...other.watcher.values])
    await expect.poll(() => values().size, patience).toBe(100)
    const readFrom = [watcher, other.watcher].flatMap(({ batches }) => batches.map(({ partition }) => partition))
    expect(new Set(readFrom).size).toBe(5)
    expect(await consumer.partitions()).toBe(5)
    expect(await consumer.bounds(4)).toMatchObject({ start: 0 })
  })

  it('keeps its partitions while a batch takes longer than the group’s patience with a silent member', async () => {
    const topic = await makeTopic(connection, 1)
    const slow = new Watcher()
    slow.answer = async ({ first, next }) => {
      if (first === 0) await sleep(8_000)
      return next
    }
    const { watcher } = await consuming({ connection, topic, groupId: randomUUID(), sessionTimeoutMs: 6_000 }, slow)
    await producing(topic, ['a'])
    await expect.poll(() => watcher.values, patience).toEqual(['a'])
    await sleep(8_500)
    await producing(topic, ['b'])
    await expect.poll(() => watcher.values, patience).toEqual(['a', 'b'])
    expect(watcher.assignments).toHaveLength(1)
  })

  it('reads on over what transactions leave in the log, and reports no gap', async () => {
    const topic = await makeTopic(connection, 1)
    const { consumer, watcher } = await consuming({ connection, topic, groupId: randomUUID() })
    await producing(topic, ['0'])
    await expect.poll(() => watcher.values, patience).toEqual(['0'])
    const producer = new Kafka(kafkaClientConfig(connection, 'aplauso-test')).producer({
      transactionalId: randomUUID(),
      idempotent: true,
      maxInFlightRequests: 1,
    })
    await producer.connect()
    onTestFinished(() => producer.disconnect())
    for (const end of ['abort', 'commit', 'abort', 'abort'] as const) {
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [{ key: end, value: end }] })
      await transaction[end]()
      await sleep(300)
    }
    await expect.poll(() => watcher.values, patience).toEqual(['0', 'commit'])
    const position = watcher.batches.findLast(({ records }) => records.length > 0)?.next ?? 0
    expect((await consumer.bounds(0)).end).toBeGreaterThan(position)
    await expect.poll(() => consumer.hasRecords(0, position), patience).toBe(false)
    await producing(topic, ['1'])
    await expect.poll(() => watcher.values, patience).toEqual(['0', 'commit', '1'])
    const handed = watcher.batches.filter(({ records }) => records.length > 0)
    for (const [at, { first }] of handed.entries()) expect(first).toBe(handed[at - 1]?.next ?? 0)
  })

  it('asks where to go on when the log no longer holds what is to be read', async () => {
    const topic = await makeTopic(connection, 1)
    await producing(topic, numbers(0, 10))
    const watcher = new Watcher()
    let position = 2
    watcher.answer = ({ first, next }) => (first === position ? next : position)
    await asAdmin(connection, async (admin) => {
      // kafkajs deletes records only where it has asked for the topic before.
      await admin.fetchTopicOffsets(topic)
      await admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset: '6' }] })
    })
    const { consumer } = await consuming({ connection, topic, groupId: randomUUID() }, watcher)
    consumer.seek(0, 2)
    await expect
      .poll(() => watcher.batches.some(({ first, records }) => first === 6 && records.length === 0), patience)
      .toBe(true)
    position = 6
    await expect.poll(() => watcher.batches.at(-1)?.next, patience).toBe(10)
    expect(watcher.batches.at(-1)).toMatchObject({ first: 6, end: 10 })
  })

  it('asks where to go on when the log ends before what is to be read', async () => {
    const topic = await makeTopic(connection, 1)
    await producing(topic, numbers(0, 3))
    const watcher = new Watcher()
    watcher.answer = ({ first, next }) => (first === 500 ? next : 500)
    await consuming({ connection, topic, groupId: randomUUID() }, watcher)
    await expect
      .poll(() => watcher.batches.some(({ first, records }) => first === 0 && records.length === 0), patience)
      .toBe(true)
    watcher.answer = ({ next, records }) => (records.length > 0 ? next : 1)
    await expect.poll(() => watcher.batches.at(-1), patience).toMatchObject({ first: 1, next: 3 })
  })

  it('goes on by itself after the connection was lost', async () => {
    const topic = await makeTopic(connection, 3)
    const wire = await wiredKafka(connection)
    const { consumer, watcher } = await consuming({ connection, topic, groupId: randomUUID() })
    await producing(topic, numbers(0, 10))
    await expect.poll(() => watcher.values.length, patience).toBe(10)
    wire.cut()
    await sleep(6_000)
    wire.restore()
    await producing(topic, numbers(10, 20))
    await expect.poll(() => new Set(watcher.values).size, { timeout: 40_000 }).toBe(20)
    expect(await consumer.bounds(0)).toMatchObject({ start: 0 })
    const crash = await Promise.race([consumer.crashed, sleep(100)])
    expect(crash).toBeUndefined()
  })

  it('waits at its start for a broker that does not answer', async () => {
    const topic = await makeTopic(connection, 1)
    const wire = await wiredKafka(connection)
    wire.cut()
    const starting = consuming({ connection, topic, groupId: randomUUID() })
    await sleep(1_500)
    wire.restore()
    const { watcher } = await starting
    expect(watcher.owned).toEqual([0])
  })

  it('stops within seconds although the broker is gone', async () => {
    const topic = await makeTopic(connection, 1)
    const wire = await wiredKafka(connection)
    const { consumer } = await consuming({ connection, topic, groupId: randomUUID() })
    wire.stall()
    const started = Date.now()
    await consumer.stop()
    expect(Date.now() - started).toBeLessThan(8_000)
  })
})

describe.skipIf(!secure)('the consumer with TLS and SCRAM', { timeout: 60_000 }, () => {
  if (!secure) return
  const trusted = connectionOf(secure)
  afterAll(() => deleteTopics(trusted))

  it('reads as a member of a group, and seeks', async () => {
    const topic = await makeTopic(trusted, 1)
    await producing(topic, numbers(0, 3), { connection: trusted })
    const { consumer, watcher } = await consuming({ connection: trusted, topic, groupId: randomUUID() })
    await expect.poll(() => watcher.values, patience).toHaveLength(3)
    consumer.seek(0, 1)
    await expect.poll(() => watcher.batches.at(-1)?.first, patience).toBe(1)
  })

  it('ends its start with one clear line when the password is wrong', async () => {
    const consumer = new KafkaConsumer({ connection: connectionOf({ ...secure, KAFKA_PASSWORD: 'wrong' }) })
    onTestFinished(() => consumer.stop())
    await expect(consumer.start(new Watcher())).rejects.toThrow(/^Kafka refused the credentials: /)
  })
})
