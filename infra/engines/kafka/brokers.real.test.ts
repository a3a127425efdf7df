import { setTimeout as pause } from 'node:timers/promises'
import { Kafka, logLevel } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import {
  type Broker,
  brokersOf,
  EnginesError,
  enginesDown,
  enginesStatus,
  enginesUp,
  moveLeaders,
  rollingRestart,
  untilInSync,
} from '../index.ts'
import { jarsAreMissing } from './jars.ts'

const startTimeoutMs = 300_000
const testTimeoutMs = 240_000
/** A broker that is silent for this long is fenced by the controller: Kafka's own default. */
const fencedMs = 9_000

describe.skipIf(jarsAreMissing())('three brokers of their own', () => {
  const folder = temporaryFolder(afterAll)
  let addresses: readonly string[] = []
  const [first, second, third] = [0, 1, 2].map((at) => () => brokersOf(folder)[at] as Broker)

  beforeAll(async () => {
    const { environment } = await enginesUp({ folder, environment: {}, only: ['kafka'], brokers: 3 })
    addresses = (environment.KAFKA_BROKERS ?? '').split(',')
  }, startTimeoutMs)
  afterAll(async () => {
    await enginesDown({ folder })
  }, startTimeoutMs)

  async function partitions() {
    const admin = new Kafka({ brokers: [...addresses], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: ['votes'] })
      return topics[0]?.partitions ?? []
    } finally {
      await admin.disconnect()
    }
  }

  /** Waits until the leaders are as they should be. @throws Error with what they are */
  async function until(what: (all: Awaited<ReturnType<typeof partitions>>) => boolean): Promise<void> {
    const untilMs = performance.now() + 120_000
    for (;;) {
      const all = await partitions().catch(() => [])
      if (all.length > 0 && what(all)) return
      if (performance.now() > untilMs) throw new Error(JSON.stringify(all))
      await pause(250)
    }
  }

  const status = async () => (await enginesStatus({ folder, environment: {}, only: ['kafka'] }))[0]
  const states = (...all: readonly string[]) => all.map((state, at) => ({ id: at + 1, state }))

  const inSync = (count: number) => until((all) => all.every(({ isr }) => isr.length === count))

  test('the topics have three replicas each, and need no leave to be unsafe', async () => {
    expect((await partitions()).map(({ replicas }) => replicas.length)).toEqual(Array(12).fill(3))
    const { environment } = await enginesUp({ folder, environment: {}, only: ['kafka'] })
    expect(environment.APLAUSO_DEVELOPMENT).toBeUndefined()
    expect(addresses).toHaveLength(3)
  })

  test('a folder keeps its number of brokers', async () => {
    await expect(enginesUp({ folder, environment: {}, only: ['kafka'], brokers: 1 })).rejects.toThrow(EnginesError)
  })

  test(
    'every partition gets another leader',
    async () => {
      await inSync(3)
      const before = await partitions()
      await moveLeaders(addresses, 'votes')
      const after = await partitions()
      const leaderOf = new Map(after.map(({ partitionId, leader }) => [partitionId, leader]))
      expect(before.filter(({ partitionId, leader }) => leaderOf.get(partitionId) === leader)).toEqual([])
    },
    testTimeoutMs,
  )

  test(
    'a broker killed with -9 loses its partitions to the others and comes back in sync',
    async () => {
      await second?.().kill()
      await until((all) => all.every(({ leader }) => leader !== 2 && leader >= 0))
      expect(await status()).toMatchObject({ state: 'stopped', brokers: states('running', 'stopped', 'running') })
      await expect(untilInSync(addresses, 1_000)).rejects.toThrow(/^Kafka: not in sync after 1 s: .*votes-0/)
      await second?.().start()
      await inSync(3)
    },
    testTimeoutMs,
  )

  test(
    'a frozen broker is fenced, and is in sync again after it was let go on',
    async () => {
      third?.().freeze()
      expect(await status()).toMatchObject({ brokers: states('running', 'running', 'silent') })
      await pause(fencedMs)
      await until((all) => all.every(({ leader }) => leader !== 3 && leader >= 0))
      third?.().thaw()
      await inSync(3)
    },
    testTimeoutMs,
  )

  test(
    'a broker stopped in good order hands its partitions over before it is gone',
    async () => {
      await first?.().stop()
      expect((await partitions()).filter(({ leader }) => leader === 1 || leader < 0)).toEqual([])
      await first?.().start()
      await inSync(3)
    },
    testTimeoutMs,
  )

  test(
    'a rolling restart starts every broker anew, one after the other, and ends with all in sync',
    async () => {
      const pids = () => new Set(brokersOf(folder).map(({ pid }) => pid))
      const before = pids()
      const back: number[] = []
      await rollingRestart(folder, ({ id }) => back.push(id))
      expect(back).toEqual([1, 2, 3])
      expect([...pids()].filter((pid) => before.has(pid))).toEqual([])
      expect((await partitions()).map(({ isr }) => isr.length)).toEqual(Array(12).fill(3))
    },
    startTimeoutMs,
  )
})
