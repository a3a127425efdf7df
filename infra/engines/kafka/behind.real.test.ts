import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { cut, cutAfterAppend, ToxiproxyClient } from '../../faults/network/index.ts'
import {
  EnginesError,
  enginesDown,
  enginesUp,
  freePort,
  kafkaBehind,
  killEngine,
  startToxiproxy,
  type Toxiproxy,
} from '../index.ts'
import { findTool } from '../tools.ts'
import { jarsAreMissing } from './jars.ts'

const startTimeoutMs = 240_000
const topic = 'votes'

describe.skipIf(jarsAreMissing() || findTool('go') === undefined)('a broker of its own behind a Toxiproxy', () => {
  const folder = temporaryFolder(afterAll)
  const up = (kafkaBehind?: number) =>
    enginesUp({
      folder,
      environment: {},
      only: ['kafka'],
      ...(kafkaBehind === undefined ? {} : { kafkaBehind: [kafkaBehind] }),
    })
  let toxiproxy: Toxiproxy
  let client: ToxiproxyClient
  let port: number
  const where = () => ({ client, proxy: 'kafka' })

  beforeAll(async () => {
    port = await freePort()
    toxiproxy = await startToxiproxy(folder, await freePort([port]), () => {})
    client = new ToxiproxyClient(toxiproxy.address)
    await up(port)
    const behind = kafkaBehind({ folder })
    const proxy = behind?.proxies[0]
    if (!proxy) throw new Error('a listener for the proxy expected')
    await client.createProxy({ name: 'kafka', listen: proxy.listen, upstream: proxy.upstream })
  }, startTimeoutMs)
  afterAll(async () => {
    await enginesDown({ folder })
    await toxiproxy?.stop()
  }, startTimeoutMs)

  const kafka = () =>
    new Kafka({
      brokers: [`127.0.0.1:${port}`],
      connectionTimeout: 1000,
      requestTimeout: 3000,
      retry: { retries: 0 },
      logLevel: logLevel.NOTHING,
    })
  const produce = async (text: string) => {
    const producer = kafka().producer()
    await producer.connect()
    try {
      return await producer.send({ topic, messages: [{ value: text, partition: 0 }], timeout: 2000 })
    } finally {
      await producer.disconnect()
    }
  }
  const end = async () => {
    const admin = kafka().admin()
    await admin.connect()
    try {
      const offsets = await admin.fetchTopicOffsets(topic)
      return Number(offsets.find(({ partition }) => partition === 0)?.high)
    } finally {
      await admin.disconnect()
    }
  }

  test('a client that comes through the proxy stays on it: it fails while the proxy is cut', async () => {
    await produce('one')
    const producer = kafka().producer()
    await producer.connect()
    const fault = await cut(where())
    await expect(producer.send({ topic, messages: [{ value: 'two', partition: 0 }] })).rejects.toThrow()
    await expect(produce('three')).rejects.toThrow('ECONNREFUSED')
    await fault.undo()
    await producer.disconnect()
    await produce('four')
    expect(await end()).toBe(2)
  })

  test('cutAfterAppend: the producer hears of a failure, and the message is in the topic', async () => {
    const before = await end()
    const producer = kafka().producer()
    await producer.connect()
    await producer.send({ topic, messages: [{ value: 'known', partition: 0 }] })
    const fault = await cutAfterAppend(where())
    await expect(producer.send({ topic, messages: [{ value: 'unknown', partition: 0 }] })).rejects.toThrow()
    await fault.undo()
    await producer.disconnect()
    expect(await end()).toBe(before + 2)
  })

  test('killed with -9 it comes back with its messages, its ports and the listener for the proxy', async () => {
    const before = await end()
    const listener = kafkaBehind({ folder })
    expect(await killEngine(folder, 'kafka')).toMatchObject([{ role: 'kafka', result: 'killed' }])
    await expect(end()).rejects.toThrow()
    await up()
    expect(kafkaBehind({ folder })).toEqual(listener)
    expect(await end()).toBe(before)
    await produce('after')
    expect(await end()).toBe(before + 1)
  }, 120_000)

  test('while it runs it cannot be put behind another port', async () => {
    await expect(up(port + 1)).rejects.toThrow(EnginesError)
  })
})
