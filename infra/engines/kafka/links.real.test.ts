import { connect } from 'node:net'
import { type ISocketFactory, Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { cutOff, ToxiproxyClient } from '../../faults/network/index.ts'
import {
  addressesOf,
  type BrokerLink,
  enginesDown,
  enginesUp,
  freePort,
  kafkaBehind,
  linkBrokers,
  startToxiproxy,
  type Toxiproxy,
  untilInSync,
} from '../index.ts'
import { findTool } from '../tools.ts'
import { jarsAreMissing } from './jars.ts'

const startTimeoutMs = 300_000
const testTimeoutMs = 240_000
const patience = { timeout: 60_000, interval: 500 }
const canRun = process.platform === 'linux' && !jarsAreMissing() && findTool('go') !== undefined

async function freePorts(count: number): Promise<readonly number[]> {
  const ports: number[] = []
  while (ports.length < count) ports.push(await freePort(ports))
  return ports
}

describe.skipIf(!canRun)('three brokers with a proxy on each way between two of them', () => {
  const folder = temporaryFolder(afterAll)
  let toxiproxy: Toxiproxy
  let client: ToxiproxyClient
  let links: readonly BrokerLink[]
  let ports: readonly number[]

  beforeAll(async () => {
    toxiproxy = await startToxiproxy(folder, await freePort(), () => {})
    client = new ToxiproxyClient(toxiproxy.address)
    links = await linkBrokers(folder)
    for (const link of links) await client.createProxy(link)
    ports = await freePorts(3)
    await enginesUp({ folder, environment: {}, only: ['kafka'], brokers: 3, kafkaBehind: ports })
    for (const { broker, ...addresses } of kafkaBehind({ folder })?.proxies ?? [])
      await client.createProxy({ name: `kafka-${broker}`, ...addresses })
    await untilInSync(addressesOf(folder), testTimeoutMs)
  }, startTimeoutMs)
  afterAll(async () => {
    await enginesDown({ folder })
    await toxiproxy?.stop()
  }, startTimeoutMs)

  /** The leaders of `votes` as one broker sees them: whatever broker kafkajs asks, it is this one. */
  async function leadersSeenBy(broker: number): Promise<readonly number[]> {
    const [address = ''] = addressesOf(folder).slice(broker - 1)
    const [host, port] = address.split(':')
    const socketFactory: ISocketFactory = ({ onConnect }) => connect({ host, port: Number(port) }, onConnect)
    const admin = new Kafka({ brokers: [address], socketFactory, logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: ['votes'] })
      return topics[0]?.partitions.map(({ leader }) => leader) ?? []
    } finally {
      await admin.disconnect()
    }
  }

  test('clients that come through the proxy of one broker find each of the three behind its own', async () => {
    const { KAFKA_BROKERS = '' } = kafkaBehind({ folder })?.environment ?? {}
    expect(KAFKA_BROKERS).toBe(ports.map((port) => `127.0.0.1:${port}`).join(','))
    for (const address of KAFKA_BROKERS.split(',')) {
      const admin = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING }).admin()
      await admin.connect()
      const { brokers } = await admin.describeCluster()
      await admin.disconnect()
      expect(brokers.map(({ port }) => port).toSorted((a, b) => a - b)).toEqual(ports.toSorted((a, b) => a - b))
    }
  })

  // One of the three leads the controllers' quorum, which changes hands too then.
  test.each([1, 2, 3])(
    'broker %i cut off from the others loses what it leads, answers its clients as before, and comes back in sync',
    async (broker) => {
      const other = (broker % 3) + 1
      const fault = await cutOff(client, links, broker)
      await expect.poll(() => leadersSeenBy(other), patience).not.toContain(broker)
      expect((await leadersSeenBy(other)).every((leader) => leader > 0)).toBe(true)
      // Nobody can say to it that it leads no more.
      expect(await leadersSeenBy(broker)).toContain(broker)
      await fault.undo()
      await untilInSync(addressesOf(folder), testTimeoutMs)
    },
    testTimeoutMs,
  )
})
