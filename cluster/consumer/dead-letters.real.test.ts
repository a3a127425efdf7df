import { randomUUID } from 'node:crypto'
import { createLogger } from '@aplauso/process'
import { afterAll, describe, expect, it, onTestFinished } from 'vitest'
import { KafkaConsumer } from '../stores/kafka/consumer.ts'
import { KafkaDeadLetters } from '../stores/kafka/dead-letters.ts'
import { KafkaProducer } from '../stores/kafka/producer.ts'
import { makeTopic } from '../stores/kafka/testing/real-kafka.ts'
import { MongoArchive } from '../stores/mongo/archive.ts'
import { type Answer, AnsweringProxy } from '../stores/mongo/testing/answering-proxy.ts'
import { freshDatabase } from '../stores/mongo/testing/real-mongo.ts'
import { RedisTally } from '../stores/redis/tally.ts'
import { fillMemory, memoryLimit } from '../stores/redis/testing/fill-memory.ts'
import { freshTag } from '../stores/redis/testing/real-redis.ts'
import { Consumer } from './consumer.ts'
import { voteEntry } from './testing/entry.ts'
import { clearEngines, enginesUnderTest } from './testing/real-engines.ts'
import { settled } from './testing/settled.ts'

const engines = enginesUnderTest()
const votes = 40
const mostFilledBytes = 512 * 1024 * 1024

describe.skipIf(!engines)('what never makes a dead letter', { timeout: 90_000 }, () => {
  if (!engines) return
  const { kafka: connection, redis, mongo } = engines
  afterAll(() => clearEngines(engines))

  async function system() {
    const topic = await makeTopic(connection, 3)
    const proxy = await AnsweringProxy.to(mongo)
    const archive = new MongoArchive({ uri: proxy.uri, database: freshDatabase() })
    await archive.connect()
    await archive.incarnation()
    const tally = new RedisTally(redis, freshTag())
    const deadLetters = new KafkaDeadLetters({ connection, topic: await makeTopic(connection, 1) })
    const producer = new KafkaProducer({ connection, topic })
    const reader = new KafkaConsumer({ connection, topic, groupId: randomUUID() })
    onTestFinished(async () => {
      await Promise.all([producer.close(), reader.stop(), archive.close(), deadLetters.close()])
      await proxy.close()
    })
    let failures = 0
    const log = Object.assign(createLogger('consumer', 'silent'), {
      warn: () => {
        failures += 1
      },
    })
    return {
      archive,
      tally,
      deadLetters,
      proxy,
      failures: () => failures,
      settled: () => settled({ archive, tally, voteLog: reader }),
      total: async () => (await tally.read('default')).counters.total.get('') ?? 0,
      async cast(prefix: string, members: Readonly<Record<string, unknown>> = {}, count = votes) {
        const entries = await Promise.all(
          Array.from({ length: count }, (_, at) => voteEntry(`${prefix}${at}`, members)),
        )
        expect(new Set(await Promise.all(entries.map((entry) => producer.append(entry))))).toEqual(
          new Set(['accepted']),
        )
      },
      async consume() {
        const voteLog = new KafkaConsumer({ connection, topic, groupId: randomUUID() })
        const consumer = new Consumer({ voteLog, archive, tally, deadLetters, log })
        await consumer.start()
        onTestFinished(() => consumer.stop())
      },
    }
  }

  it('is a Redis whose memory is full: all is counted when there is room', async (context) => {
    const limit = await memoryLimit(redis)
    context.skip(limit === 0 || limit > mostFilledBytes, 'the memory of this Redis cannot be filled')
    const { cast, consume, settled, total, archive, deadLetters, failures } = await system()
    await cast('a')
    await consume()
    await settled()
    const free = await fillMemory(redis, limit)
    onTestFinished(free)
    const before = failures()
    await cast('b')
    await expect.poll(failures, { timeout: 30_000 }).toBeGreaterThan(before)
    expect([await deadLetters.all(), (await archive.counts()).dead]).toEqual([[], 0])
    await free()
    await settled()
    expect([await total(), await deadLetters.all()]).toEqual([2 * votes, []])
    expect(await archive.counts()).toEqual({ votes: 2 * votes, duplicates: 0, unparsable: 0, dead: 0 })
  })

  const whole =
    (code: number, errmsg: string): Answer =>
    () => ({ ok: 0, code, errmsg })
  const ofEach =
    (code: number): Answer =>
    ({ documents }) => ({
      ok: 1,
      n: 0,
      writeErrors: documents.map((_, index) => ({ index, code, errmsg: 'refused' })),
    })
  const faults: readonly (readonly [string, Answer])[] = [
    ['is read-only to this user', whole(13, 'not authorized to execute command insert')],
    ['is not the primary', whole(10_107, 'not primary')],
    ['has a full disk', whole(14_031, 'available disk space is less than required')],
    ['has a full disk, said of each document', ofEach(14_031)],
    ['says something of each document that nobody knows', ofEach(999_999)],
    [
      'does not reach a majority',
      ({ documents }) => ({
        ok: 1,
        n: documents.length,
        writeConcernError: { code: 64, errmsg: 'waiting for replication timed out' },
      }),
    ],
  ]
  it.each(faults)('is an archive that %s: all is counted when it is itself again', async (_, answer) => {
    const { cast, consume, settled, total, archive, deadLetters, failures, proxy } = await system()
    await cast('a')
    await cast('alone', {}, 1)
    proxy.answer = answer
    await consume()
    await expect.poll(failures, { timeout: 30_000 }).toBeGreaterThan(2)
    expect([await total(), await deadLetters.all(), (await archive.counts()).dead]).toEqual([0, [], 0])
    proxy.answer = () => undefined
    await settled()
    expect([await total(), await deadLetters.all()]).toEqual([votes + 1, []])
    expect(await archive.counts()).toEqual({ votes: votes + 1, duplicates: 0, unparsable: 0, dead: 0 })
  })

  it.each([121, 10_334])('but what the archive says of a document itself does, with code %i, alone', async (code) => {
    const { cast, consume, settled, total, archive, deadLetters, proxy } = await system()
    const isPoison = (document: { record?: { name?: string } }) => document.record?.name === 'Poison'
    proxy.answer = ({ collection, documents }) => {
      const errors = documents.flatMap((document, index) =>
        isPoison(document) ? [{ index, code, errmsg: 'refused' }] : [],
      )
      // The others are not inserted either: that the halves insert them is what shows.
      return collection === 'votes' && errors.length > 0 ? { ok: 1, n: 0, writeErrors: errors } : undefined
    }
    await cast('a')
    await cast('poison', { name: 'Poison' }, 3)
    await cast('b')
    await consume()
    await settled()
    expect(await total()).toBe(2 * votes)
    expect(await archive.counts()).toEqual({ votes: 2 * votes, duplicates: 0, unparsable: 0, dead: 3 })
    const letters = await deadLetters.all()
    expect(letters.map(({ reason }) => reason)).toEqual(Array.from({ length: 3 }, () => 'refused by the archive'))
  })

  it('but a record that is longer than the contract does, and keeps back none of its partition', async () => {
    const { cast, consume, settled, total, archive, deadLetters } = await system()
    await cast('long', { name: 'x'.repeat(310_000) }, 3)
    await cast('quotes', { album: '"'.repeat(310_000) }, 1)
    await cast('newer', { v: 2 }, 2)
    await cast('a')
    await consume()
    await settled()
    expect(await total()).toBe(votes)
    expect(await archive.counts()).toEqual({ votes, duplicates: 0, unparsable: 0, dead: 6 })
    expect((await deadLetters.all()).map(({ value }) => value.length > 300_000).sort()).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
    ])
  })
})
