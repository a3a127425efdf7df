import { randomUUID } from 'node:crypto'
import { cpSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleWorker, places } from '@aplauso/edge/build'
import { ConfigResourceTypes } from 'kafkajs'
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { KafkaReader } from '../../../cluster/stores/kafka/reader.ts'
import {
  asAdmin,
  deleteTopics,
  kafkaUnderTest,
  makeTopic,
  secureKafkaUnderTest,
} from '../../../cluster/stores/kafka/testing/real-kafka.ts'
import { BrokerProxy } from './testing/broker-proxy.ts'
import { EdgeUnderTest } from './testing/edge-under-test.ts'
import { loggedVotes } from './testing/logged-votes.ts'

const kafka = kafkaUnderTest()
const secure = secureKafkaUnderTest()
const buildTimeoutMs = 240_000
const patience = { timeout: 15_000, interval: 300 }

describe.skipIf(!kafka)('the outbox with Kafka', { timeout: 60_000 }, () => {
  if (!kafka) return
  let topic: string
  let proxy: BrokerProxy
  let edge: EdgeUnderTest
  let reader: KafkaReader

  // Where nothing is built yet, this takes longer than any test may.
  beforeAll(() => bundleWorker(places.bundle), buildTimeoutMs)
  beforeEach(async () => {
    topic = await makeTopic(kafka)
    proxy = await BrokerProxy.to(kafka.brokers)
    reader = new KafkaReader(kafka, topic, 'aplauso-test')
    edge = new EdgeUnderTest()
    onTestFinished(async () => {
      await reader.close()
      await proxy.close()
    })
  })
  afterAll(() => deleteTopics(kafka))

  const settings = () => ({ KAFKA_BROKERS: proxy.addresses, KAFKA_TOPIC: topic, OUTBOX_DEADLINE_MS: '1000' })

  /** Long enough for the first connection on a busy machine: the log itself shall have the votes. */
  const patient = { OUTBOX_DEADLINE_MS: '4000' }

  async function allAcceptedAreLogged(): Promise<Map<string, number>> {
    await vi.waitFor(async () => expect(await edge.kept()).toBe(0), patience)
    const counts = await loggedVotes(reader)
    expect(edge.answered.accepted.filter((id) => !counts.has(id))).toEqual([])
    return counts
  }

  it('stores votes of many requests, each once', async () => {
    await edge.start({ ...settings(), ...patient, OUTBOX_SHARDS: '4' })
    await edge.cast(200)
    expect(edge.answered).toMatchObject({ accepted: { length: 200 }, others: [] })
    const counts = await loggedVotes(reader)
    expect(counts.size).toBe(200)
    expect(Math.max(...counts.values())).toBe(1)
    expect(await edge.kept()).toBe(0)
  })

  it('votes are accepted while the broker is down, and are in the log when it is up again', async () => {
    await edge.start({ ...settings(), ...patient })
    await edge.cast(50)
    proxy.become('cut')
    await edge.cast(50)
    expect(await edge.kept()).toBeGreaterThanOrEqual(50)
    proxy.become('whole')
    await edge.cast(50)
    expect(edge.answered).toMatchObject({ accepted: { length: 150 }, others: [] })
    await allAcceptedAreLogged()
  })

  it('a broker that is lost after it appended and before it answered costs nothing', async () => {
    await edge.start({ ...settings(), ...patient })
    await edge.cast(20)
    proxy.become('silent')
    await edge.cast(50)
    expect(proxy.swallowed).toBeGreaterThan(0)
    // How many depends on how the requests came together in batches: the others lie in storage.
    expect((await loggedVotes(reader)).size).toBeGreaterThan(20)
    proxy.become('whole')
    expect(edge.answered).toMatchObject({ accepted: { length: 70 }, others: [] })
    expect((await allAcceptedAreLogged()).size).toBe(70)
  })

  it('an outage longer than all tries that a platform gives an alarm loses nothing', async () => {
    await edge.start(settings())
    proxy.become('cut')
    await edge.cast(40)
    const before = proxy.attempts
    // Each try of an alarm opens up to three connections.
    await vi.waitFor(() => expect(proxy.attempts - before).toBeGreaterThan(30), patience)
    proxy.become('whole')
    expect(edge.answered).toMatchObject({ accepted: { length: 40 }, others: [] })
    await allAcceptedAreLogged()
  })

  it('a full outbox accepts nothing more, and what it holds outlives a kill of workerd', async () => {
    proxy.become('cut')
    await edge.start({ ...settings(), OUTBOX_KEEP_MIB: '1' })
    for (let batch = 0; batch < 4; batch += 1) await edge.castLarge(1_000)
    expect(edge.answered.accepted.length).toBeGreaterThan(1_000)
    expect(new Set(edge.answered.others.map(({ code }) => code))).toEqual(new Set(['full']))
    await edge.kill()
    proxy.become('whole')
    await edge.start({ ...settings(), OUTBOX_KEEP_MIB: '1' })
    const counts = await allAcceptedAreLogged()
    expect(edge.answered.others.filter(({ id }) => counts.has(id))).toEqual([])
  })

  it('an object whose connections never open ends itself, and its callers lose nothing', async () => {
    proxy.become('stalled')
    await edge.start(settings())
    const untilMs = Date.now() + 20_000
    const ended = () => edge.lines.some((line) => line.includes('the object starts anew'))
    while (!ended() && Date.now() < untilMs) await edge.cast(10)
    for (let round = 0; round < 20; round += 1) await edge.cast(10)
    expect(ended()).toBe(true)
    expect(edge.answered.others).toEqual([])
    proxy.become('whole')
    await allAcceptedAreLogged()
  })

  it('a deployment in between loses nothing', async () => {
    const bundle = await bundleWorker(places.bundle)
    const folder = temporaryFolder()
    for (const file of bundle.files) cpSync(join(places.bundle, file), join(folder, file))
    writeFileSync(
      join(folder, 'index.js'),
      `globalThis.deployed = 2;\n${readFileSync(join(folder, 'index.js'), 'utf8')}`,
    )
    proxy.become('cut')
    await edge.start(settings())
    await edge.cast(50)
    await edge.stop()
    await edge.start(settings(), { bundle: { folder, files: bundle.files } })
    await edge.cast(50)
    proxy.become('whole')
    expect(edge.answered).toMatchObject({ accepted: { length: 100 }, others: [] })
    await allAcceptedAreLogged()
  })

  it('a record that the broker refuses for itself is a dead letter alone, and is redriven once the broker takes it', async () => {
    const tight = await makeTopic(kafka, 12, { 'max.message.bytes': '500' })
    reader = new KafkaReader(kafka, tight, 'aplauso-test')
    proxy.become('cut')
    await edge.start({ ...settings(), KAFKA_TOPIC: tight })
    await edge.castLarge(40)
    await edge.cast(10)
    proxy.become('whole')
    await vi.waitFor(async () => expect(await edge.status()).toMatchObject([{ votes: 0, setAside: 40 }]), patience)
    expect((await loggedVotes(reader)).size).toBe(10)
    await asAdmin(kafka, (admin) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            type: ConfigResourceTypes.TOPIC,
            name: tight,
            configEntries: [{ name: 'max.message.bytes', value: '1000000' }],
          },
        ],
      }),
    )
    expect(await edge.operator.order('redrive', 0, Date.now())).toBe(40)
    expect(edge.answered).toMatchObject({ accepted: { length: 50 }, others: [] })
    expect((await allAcceptedAreLogged()).size).toBe(50)
  })

  it('a topic that is missing keeps every vote waiting, and the log says what to do', async () => {
    const missing = `test-${randomUUID()}`
    await edge.start({ ...settings(), ...patient, KAFKA_TOPIC: missing })
    await edge.cast(10)
    expect(edge.answered).toMatchObject({ accepted: { length: 10 }, others: [] })
    expect(edge.lines.join('\n')).toContain('make the topic: npm run topic -- create')
    expect(await edge.status()).toMatchObject([{ votes: 10, setAside: 0, logUp: false }])
    await asAdmin(kafka, (admin) => admin.createTopics({ topics: [{ topic: missing, numPartitions: 12 }] }))
    reader = new KafkaReader(kafka, missing, 'aplauso-test')
    await allAcceptedAreLogged()
    await asAdmin(kafka, (admin) => admin.deleteTopics({ topics: [missing] }))
  })

  it('without storage, a vote that the log does not take has failed', async () => {
    proxy.become('cut')
    await edge.start({ ...settings(), OUTBOX_KEEP_MIB: '0' })
    await edge.cast(5)
    expect(edge.answered.accepted).toEqual([])
    expect(edge.answered.others.map(({ status, code }) => `${status} ${code}`)).toEqual(
      Array(5).fill('503 unavailable'),
    )
  })

  it.skipIf(!secure)('stores votes over TLS with SCRAM', async () => {
    if (!secure) return
    const { KAFKA_CA_FILE = '', ...bindings } = secure
    await edge.start(
      { ...bindings, ...patient, KAFKA_TOPIC: topic, OUTBOX_SHARDS: '4' },
      { trustedCertificates: readFileSync(KAFKA_CA_FILE, 'utf8') },
    )
    await edge.cast(100)
    expect(edge.answered).toMatchObject({ accepted: { length: 100 }, others: [] })
    expect(await edge.kept()).toBe(0)
    expect((await loggedVotes(reader)).size).toBe(100)
  })
})
