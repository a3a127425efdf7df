import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { StoreUnavailable } from '../ports/errors.ts'
import type { KafkaConnection } from './connection.ts'
import { kafkaFault } from './fault.ts'
import { KafkaProducer, type KafkaProducerOptions } from './producer.ts'
import { KafkaReader } from './reader.ts'
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

function opened(options: KafkaProducerOptions): KafkaProducer {
  const producer = new KafkaProducer(options)
  onTestFinished(() => producer.close())
  return producer
}

async function keysOf(connection: KafkaConnection, topic: string): Promise<string[]> {
  const reader = new KafkaReader(connection, topic, 'aplauso-test')
  const keys: string[] = []
  for (let partition = 0; partition < (await reader.partitions()); partition += 1) {
    for await (const { key } of reader.records(partition)) keys.push(key)
  }
  await reader.close()
  return keys
}

/** The Produce requests among requests to a broker: each has its size, api key, version, number, client, transaction, acks. */
function producesIn(sent: Buffer): { acks: number }[] {
  const found: { acks: number }[] = []
  for (let at = 0; at < sent.length; at += 4 + sent.readInt32BE(at)) {
    const clientLength = sent.readInt16BE(at + 12)
    if (sent.readInt16BE(at + 4) === 0) found.push({ acks: sent.readInt16BE(at + 14 + clientLength + 2) })
  }
  return found
}

describe.skipIf(!connection)('the producer with a real broker', { timeout: 60_000 }, () => {
  if (!connection) return
  afterAll(() => deleteTopics(connection))

  it('asks on the wire for the acknowledgement of all replicas', async () => {
    const topic = await makeTopic(connection, 1)
    const wire = await wiredKafka(connection)
    const producer = opened({ connection, topic })
    await producer.connect()
    wire.forget()
    expect(await producer.append({ key: 'a', value: '1' })).toBe('accepted')
    expect(producesIn(Buffer.from(wire.sent, 'latin1'))).toEqual([{ acks: -1 }])
  })

  it('puts a key where every other client of Kafka would', async () => {
    const topic = await makeTopic(connection)
    const producer = opened({ connection, topic })
    // Java's Utils.murmur2 of these is -973932308 and -790332482.
    await Promise.all(['21', 'foobar'].map((key) => producer.append({ key, value: '' })))
    const reader = new KafkaReader(connection, topic, 'aplauso-test')
    onTestFinished(() => reader.close())
    expect([(await reader.recordAt(0, 0))?.key, (await reader.recordAt(6, 0))?.key]).toEqual(['21', 'foobar'])
  })

  it('refuses a record that the broker will never take, and stores the others of its batch', async () => {
    const topic = await makeTopic(connection, 2, { 'max.message.bytes': '20000' })
    const producer = opened({ connection, topic, lingerMs: 50 })
    const entries = Array.from({ length: 60 }, (_, at) => ({
      key: `k${at}`,
      value: 'x'.repeat(at % 29 === 7 ? 30_000 : 500),
    }))
    const results = await Promise.all(entries.map((entry) => producer.append(entry)))
    const refused = entries.filter((_, at) => results[at] !== 'accepted').map(({ key }) => key)
    expect(refused).toEqual(['k7', 'k36'])
    expect(new Set(results)).toEqual(new Set(['accepted', 'refused']))
    const stored = new Set(await keysOf(connection, topic))
    expect(stored.size).toBe(58)
    expect(producer.isUp()).toBe(true)
  })

  it('stores all of many records at once, and refuses what finds no place', async () => {
    const topic = await makeTopic(connection)
    const producer = opened({ connection, topic, maxQueueRecords: 5_000 })
    const results = await Promise.all(
      Array.from({ length: 6_000 }, (_, at) => producer.append({ key: `k${at}`, value: 'v'.repeat(200) })),
    )
    const stored = results.flatMap((result, at) => (result === 'accepted' ? [`k${at}`] : []))
    expect(stored).toHaveLength(5_000)
    expect(new Set(results)).toEqual(new Set(['accepted', 'full']))
    expect((await keysOf(connection, topic)).sort()).toEqual(stored.sort())
  })

  it('distinguishes a missing topic', async () => {
    const producer = opened({ connection, topic: 'test-nowhere' })
    const failure = await producer.connect().catch((error: Error) => error)
    expect(failure).toBeInstanceOf(StoreUnavailable)
    expect(kafkaFault(failure)).toMatchObject({ kind: 'topic', line: expect.stringContaining('no such topic') })
    const names = await asAdmin(connection, (admin) => admin.listTopics())
    expect(names).not.toContain('test-nowhere')
  })

  it('accepts nothing in vain while the connection is lost, and works again by itself', async () => {
    const topic = await makeTopic(connection)
    const wire = await wiredKafka(connection)
    const producer = opened({ connection, topic, timeoutMs: 2_000 })
    await producer.connect()
    const stored: string[] = []
    let failures = 0
    let running = true
    const casting = (async () => {
      for (let at = 0; running; at += 1) {
        const result = await producer.append({ key: `k${at}`, value: '' })
        if (result === 'accepted') stored.push(`k${at}`)
        else {
          expect(result).toBe('unavailable')
          failures += 1
        }
        await sleep(5)
      }
    })()
    await expect.poll(() => stored.length, { timeout: 10_000 }).toBeGreaterThan(0)
    wire.cut()
    // Longer than a batch is repeated.
    await sleep(3_000)
    expect(producer.isUp()).toBe(false)
    const before = stored.length
    wire.restore()
    const deadline = Date.now() + 5_000
    while (stored.length < before + 20 && Date.now() < deadline) await sleep(50)
    running = false
    await casting
    expect(before).toBeGreaterThan(0)
    expect(failures).toBeGreaterThan(0)
    expect(stored.length).toBeGreaterThanOrEqual(before + 20)
    const there = new Set(await keysOf(connection, topic))
    expect(stored.filter((key) => !there.has(key))).toEqual([])
  })

  it('answers within ten seconds when the broker takes the records and never answers', async () => {
    const topic = await makeTopic(connection)
    const wire = await wiredKafka(connection)
    const producer = opened({ connection, topic })
    await producer.connect()
    wire.stall()
    const started = Date.now()
    const results = await Promise.all(
      Array.from({ length: 5_000 }, (_, at) => producer.append({ key: `k${at}`, value: '' })),
    )
    expect(Date.now() - started).toBeLessThan(10_000)
    expect(new Set(results)).toEqual(new Set(['unavailable']))
    wire.restore()
    expect(await producer.append({ key: 'after', value: '' })).toBe('accepted')
  })

  it('is up again without a record when it is to reconnect by itself, and keeps no old connection', async () => {
    const topic = await makeTopic(connection)
    const wire = await wiredKafka(connection)
    const producer = opened({ connection, topic, reconnectMs: 100, timeoutMs: 1_000 })
    await producer.connect()
    for (let outage = 0; outage < 3; outage += 1) {
      wire.cut()
      expect(await producer.append({ key: 'a', value: '' })).toBe('unavailable')
      expect(producer.isUp()).toBe(false)
      wire.restore()
      await expect.poll(() => producer.isUp(), { timeout: 10_000 }).toBe(true)
    }
    // One to each broker at most.
    await expect.poll(() => wire.connections, { timeout: 5_000 }).toBeLessThanOrEqual(connection.brokers.length)
    expect(wire.connections).toBeGreaterThan(0)
  })
})

describe.skipIf(!secure)('the producer with TLS and SCRAM', { timeout: 30_000 }, () => {
  if (!secure) return
  const trusted = connectionOf(secure)
  afterAll(() => deleteTopics(trusted))

  it.each(['scram-sha-256', 'scram-sha-512'])('stores a record as a user of %s', async (mechanism) => {
    const topic = await makeTopic(trusted, 1)
    const producer = opened({ connection: connectionOf({ ...secure, KAFKA_SASL_MECHANISM: mechanism }), topic })
    expect(await producer.append({ key: 'a', value: '1' })).toBe('accepted')
    expect(await keysOf(trusted, topic)).toEqual(['a'])
  })

  it.each([
    ['a wrong password', { KAFKA_PASSWORD: 'wrong' }, 'credentials'],
    ['an unknown user', { KAFKA_USERNAME: 'nobody' }, 'credentials'],
    ['a certificate that nobody vouches for', { KAFKA_CA_FILE: '' }, 'certificate'],
  ])('distinguishes %s from a broker that does not answer', async (_, change, kind) => {
    const producer = opened({ connection: connectionOf({ ...secure, ...change }), topic: 'votes' })
    const failure = await producer.connect().catch((error: Error) => error)
    expect(failure).toBeInstanceOf(StoreUnavailable)
    expect(kafkaFault(failure).kind).toBe(kind)
  })
})
