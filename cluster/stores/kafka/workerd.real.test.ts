import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest'
import type { KafkaConnection } from './connection.ts'
import { KafkaReader } from './reader.ts'
import { connectionOf, deleteTopics, makeTopic, secureKafkaUnderTest } from './testing/real-kafka.ts'

const secure = secureKafkaUnderTest()

/** A Worker with a Durable Object that produces, in workerd. Certificates are trusted by the runtime only. */
async function door(connection: KafkaConnection, topic: string) {
  vi.stubEnv('CLOUDFLARE_CF_FETCH_ENABLED', 'false')
  vi.stubEnv('WRANGLER_SEND_METRICS', 'false')
  vi.stubEnv('NODE_EXTRA_CA_CERTS', secure?.KAFKA_CA_FILE)
  // What is to be trusted is read when the library is loaded.
  const { createTestHarness } = await import('wrangler')
  const harness = createTestHarness({
    workers: [
      {
        config: {
          name: 'door',
          main: fileURLToPath(new URL('testing/door.ts', import.meta.url)),
          compatibility_date: '2026-11-01',
          durable_objects: { bindings: [{ name: 'DOOR', class_name: 'Door' }] },
          exports: { Door: { type: 'durable-object', storage: 'sqlite' } },
          vars: { CONNECTION: JSON.stringify({ ...connection, ssl: true }), TOPIC: topic },
        },
      },
    ],
  })
  const { url } = await harness.listen()
  onTestFinished(async () => {
    await harness.close()
    vi.unstubAllEnvs()
  })
  return (key: string, value: string) => fetch(new URL(key, url), { method: 'POST', body: value })
}

describe.skipIf(!secure)('the producer in a Durable Object', { timeout: 60_000 }, () => {
  if (!secure) return
  const connection = connectionOf(secure)
  afterAll(() => deleteTopics(connection))

  it('stores many records over TLS with SCRAM', async () => {
    const topic = await makeTopic(connection)
    const append = await door(connection, topic)
    const keys = Array.from({ length: 200 }, (_, at) => `k${at}`)
    const answers = await Promise.all(keys.map(async (key) => (await append(key, `Trébol 🎸 ${key}`)).status))
    expect(new Set(answers)).toEqual(new Set([202]))
    const reader = new KafkaReader(connection, topic, 'aplauso-test')
    onTestFinished(() => reader.close())
    const stored: string[] = []
    for (let partition = 0; partition < 12; partition += 1) {
      for await (const { key, value } of reader.records(partition)) stored.push(`${key} ${value}`)
    }
    expect(stored.sort()).toEqual(keys.map((key) => `${key} Trébol 🎸 ${key}`).sort())
  })

  it('distinguishes a wrong password', async () => {
    const topic = await makeTopic(connection, 1)
    const wrong = {
      ...connection,
      sasl: { mechanism: 'scram-sha-512', username: 'aplauso', password: 'wrong' },
    } as const
    const append = await door(wrong, topic)
    const refused = await append('a', '1')
    expect(refused.status).toBe(503)
    expect(await refused.text()).toContain('Kafka refused the credentials')
  })
})
