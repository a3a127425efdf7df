import { randomUUID } from 'node:crypto'
import { afterAll, describe, expect, test } from 'vitest'
import { probeKafka } from './probe.ts'
import { asAdmin, connectionOf, kafkaUnderTest, secureKafkaUnderTest } from './testing/real-kafka.ts'
import { checkTopics, createTopics } from './topics.ts'

const hourMs = 3_600_000
const broker = kafkaUnderTest()
const secure = secureKafkaUnderTest()

describe.skipIf(!broker)('topics on a real broker', () => {
  if (!broker) return
  const names: string[] = []
  const plan = (partitions: number, retentionMs = hourMs, name = `test-${randomUUID()}`) => {
    if (!names.includes(name)) names.push(name)
    return { name, partitions, retentionMs }
  }
  afterAll(() =>
    asAdmin(broker, async (admin) => {
      const present = await admin.listTopics()
      await admin.deleteTopics({ topics: names.filter((name) => present.includes(name)) })
    }),
  )

  test('topics are made once and then are as planned', async () => {
    const topics = [plan(3)]
    const options = { development: true, topics }
    expect((await checkTopics(broker, options)).problems).toEqual([expect.stringContaining('is missing')])
    expect(await createTopics(broker, options)).toMatchObject({ created: [topics[0]?.name], problems: [] })
    expect(await createTopics(broker, options)).toMatchObject({ created: [], existing: [topics[0]?.name] })
    expect((await checkTopics(broker, options)).problems).toEqual([])
  })

  test('fewer partitions and a shorter retention are found', async () => {
    const made = plan(2)
    await createTopics(broker, { development: true, topics: [made] })
    const wanted = plan(12, 48 * hourMs, made.name)
    const { problems, warnings } = await checkTopics(broker, { development: true, topics: [wanted] })
    expect(problems).toEqual([`topic ${made.name}: has 2 partitions, must have at least 12`])
    expect(warnings.some((line) => line.includes('2 are planned'))).toBe(true)
  })

  test('a cluster of fewer than three brokers gets no topics without APLAUSO_DEVELOPMENT, and the reason', async ({
    skip,
  }) => {
    const { brokers } = await asAdmin(broker, (admin) => admin.describeCluster())
    if (brokers.length >= 3) skip('this cluster has three brokers')
    const made = await createTopics(broker, { development: false, topics: [plan(1)] })
    expect(made.created).toEqual([])
    expect(made.problems).toEqual([expect.stringContaining('3 brokers are needed')])
  })
})

describe.skipIf(!secure)('the listener with TLS and SCRAM', () => {
  test('both mechanisms log in, and the broker reports its release', async () => {
    for (const mechanism of ['scram-sha-256', 'scram-sha-512']) {
      const facts = await probeKafka(connectionOf({ ...secure, KAFKA_SASL_MECHANISM: mechanism }), 5000)
      expect(facts).toEqual({ engine: 'Apache Kafka', version: expect.stringMatching(/^\d\.\d+$/) })
    }
  })

  test('a wrong password and an unknown authority are one clear line each', async () => {
    const wrong = connectionOf({ ...secure, KAFKA_PASSWORD: 'wrong' })
    await expect(probeKafka(wrong, 5000)).rejects.toThrow(/^Kafka refused the credentials: /)
    const untrusting = connectionOf({ ...secure, KAFKA_CA_FILE: undefined })
    await expect(probeKafka(untrusting, 5000)).rejects.toThrow(/^Kafka's certificate is not trusted: /)
  })
})
