import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it, onTestFinished } from 'vitest'
import { KafkaProducer, type KafkaProducerOptions } from './producer.ts'
import { errorCodes, StandInCluster } from './testing/stand-in-cluster.ts'

async function doorOn(cluster: StandInCluster, options: Partial<KafkaProducerOptions> = {}): Promise<KafkaProducer> {
  const producer = new KafkaProducer({ connection: cluster.connection, ...options })
  onTestFinished(() => producer.close())
  await producer.connect()
  expect(await producer.append({ key: 'before', value: '' })).toBe('accepted')
  return producer
}

/** Appends votes all at once; the keys of those that were accepted, and the results of the others. */
async function cast(producer: KafkaProducer, count = 200) {
  const keys = Array.from({ length: count }, (_, at) => `k${at}`)
  const results = await Promise.all(keys.map((key) => producer.append({ key, value: `value of ${key}` })))
  return {
    accepted: keys.filter((_, at) => results[at] === 'accepted'),
    failures: results.filter((result) => result !== 'accepted'),
  }
}

/** Takes the reasons that a producer reports. */
function reasonsOf() {
  const reasons: string[] = []
  return { reasons, onFailure: (_: unknown, reason: string) => void reasons.push(reason) }
}

const missing = (cluster: StandInCluster, accepted: readonly string[]) => {
  const stored = new Set(cluster.keys)
  return accepted.filter((key) => !stored.has(key))
}

/** All were accepted, and all are in the log. */
async function expectAllStored(cluster: StandInCluster, casting: ReturnType<typeof cast>, count = 200) {
  const { accepted, failures } = await casting
  expect(failures).toEqual([])
  expect(accepted).toHaveLength(count)
  expect(missing(cluster, accepted)).toEqual([])
}

describe('the producer on three brokers', () => {
  it('stores every vote that it accepts when leaders move between two batches', async () => {
    const cluster = await StandInCluster.start()
    const producer = await doorOn(cluster)
    cluster.moveLeaders(3)
    await expectAllStored(cluster, cast(producer))
  })

  it('stores every vote that it accepts when a broker is killed as the batch arrives', async () => {
    const cluster = await StandInCluster.start()
    const producer = await doorOn(cluster)
    cluster.judge = ({ broker }) => {
      if (broker !== 3) return 'append'
      cluster.kill(3)
      cluster.fence()
      return 'hang up'
    }
    await expectAllStored(cluster, cast(producer))
  })

  it('stores every vote that it accepts when a killed broker is fenced only after a while', async () => {
    const cluster = await StandInCluster.start()
    const producer = await doorOn(cluster)
    cluster.kill(3)
    const casting = cast(producer)
    await sleep(1_500)
    cluster.fence()
    await expectAllStored(cluster, casting)
  })

  it.each([1, 2, 3])('stores every vote that it accepts when broker %i freezes and is fenced', async (frozen) => {
    const cluster = await StandInCluster.start()
    const producer = await doorOn(cluster)
    cluster.freeze(frozen)
    const casting = cast(producer)
    await sleep(1_000)
    cluster.fence()
    await expectAllStored(cluster, casting)
  })

  it('takes votes again once a frozen broker is fenced, also where every batch before was given up', async () => {
    const cluster = await StandInCluster.start()
    const producer = await doorOn(cluster, { timeoutMs: 800 })
    cluster.freeze(2)
    const first = await cast(producer)
    expect(first.accepted).toEqual([])
    expect(new Set(first.failures)).toEqual(new Set(['unavailable']))
    cluster.fence()
    await expect.poll(async () => (await cast(producer)).failures, { timeout: 5_000 }).toEqual([])
    expect(missing(cluster, (await cast(producer)).accepted)).toEqual([])
  })

  it('finds its way at the start past a broker that is frozen and one that is dead', async () => {
    const cluster = await StandInCluster.start()
    cluster.freeze(1)
    cluster.fence()
    cluster.kill(3)
    cluster.fence()
    for (const partition of cluster.leaders.keys()) cluster.leaders.set(partition, 2)
    for (let start = 0; start < 3; start += 1) await expectAllStored(cluster, cast(await doorOn(cluster)))
  })

  it('accepts nothing on an answer that leaves a partition out', async () => {
    const cluster = await StandInCluster.start()
    const { reasons, onFailure } = reasonsOf()
    const producer = await doorOn(cluster, { timeoutMs: 500, onFailure })
    cluster.judge = ({ partition }) => (partition === 5 ? 'leave out' : 'append')
    const { accepted } = await cast(producer)
    expect(accepted).toEqual([])
    expect(reasons[0]).toContain('leaves out partition 5')
  })

  it('repeats a batch whose answer left a partition out', async () => {
    const cluster = await StandInCluster.start()
    const producer = await doorOn(cluster)
    let answers = 0
    cluster.judge = ({ partition }) => {
      if (partition === 5) answers += 1
      return partition === 5 && answers === 1 ? 'leave out' : 'append'
    }
    await expectAllStored(cluster, cast(producer))
    expect(answers).toBe(2)
  })

  it.each(['notLeader', 'notEnoughReplicas'] as const)('waits out %s, each time over a new producer', async (name) => {
    const cluster = await StandInCluster.start()
    const producer = await doorOn(cluster)
    let refusals = 0
    cluster.judge = ({ partition }) => {
      if (partition !== 7 || refusals === 4) return 'append'
      refusals += 1
      return errorCodes[name]
    }
    const leader = cluster.brokers.get(cluster.leaders.get(7) ?? 0)
    const before = leader?.connections ?? 0
    await expectAllStored(cluster, cast(producer))
    expect(refusals).toBe(4)
    expect(leader?.connections).toBeGreaterThanOrEqual(before + 4)
    expect(producer.isUp()).toBe(true)
  })

  it('waits a moment for a topic that the brokers do not know yet', async () => {
    const cluster = await StandInCluster.start()
    cluster.topicError = errorCodes.unknownTopic
    const producer = new KafkaProducer({ connection: cluster.connection })
    onTestFinished(() => producer.close())
    const casting = cast(producer)
    await sleep(200)
    cluster.topicError = errorCodes.none
    await expectAllStored(cluster, casting)
  })

  it.each([
    ['a topic that stays unknown', errorCodes.unknownTopic, 'Kafka has no such topic'],
    ['a topic that the user may not write', errorCodes.authorizationFailed, 'Kafka does not allow this user'],
  ])('does not wait until the deadline for %s', async (_, code, reason) => {
    const cluster = await StandInCluster.start()
    cluster.topicError = code
    const { reasons, onFailure } = reasonsOf()
    const producer = new KafkaProducer({ connection: cluster.connection, timeoutMs: 60_000, onFailure })
    onTestFinished(() => producer.close())
    expect((await cast(producer, 1)).failures).toEqual(['unavailable'])
    expect(reasons).toEqual([expect.stringContaining(reason)])
  })

  it('refuses alone what the broker refuses for itself, on the connections that it has', async () => {
    const cluster = await StandInCluster.start()
    const { reasons, onFailure } = reasonsOf()
    const producer = await doorOn(cluster, { onFailure })
    const before = [...cluster.brokers.values()].reduce((sum, { connections }) => sum + connections, 0)
    cluster.judge = ({ entries }) => (entries.some(({ key }) => key === 'k17') ? errorCodes.messageTooLarge : 'append')
    const { accepted, failures } = await cast(producer)
    expect(accepted).toHaveLength(199)
    expect(accepted).not.toContain('k17')
    expect(failures).toEqual(['refused'])
    expect(reasons).toEqual([expect.stringContaining('Kafka: ')])
    expect(missing(cluster, accepted)).toEqual([])
    const after = [...cluster.brokers.values()].reduce((sum, { connections }) => sum + connections, 0)
    expect(after - before).toBeLessThanOrEqual(2)
  })

  it('is down while no broker answers, and up again without a vote', async () => {
    const cluster = await StandInCluster.start()
    const producer = await doorOn(cluster, { timeoutMs: 900, reconnectMs: 50 })
    for (const broker of cluster.brokers.values()) broker.freeze()
    expect((await cast(producer, 1)).failures).toEqual(['unavailable'])
    expect(producer.isUp()).toBe(false)
    for (const broker of cluster.brokers.values()) broker.thaw()
    await expect.poll(() => producer.isUp(), { timeout: 10_000 }).toBe(true)
  })

  it('says of a batch that it gave up what was wrong, not that the time was over', async () => {
    const cluster = await StandInCluster.start()
    const { reasons, onFailure } = reasonsOf()
    const producer = await doorOn(cluster, { timeoutMs: 900, onFailure })
    for (const broker of cluster.brokers.values()) broker.kill()
    expect((await cast(producer, 1)).failures).toEqual(['unavailable'])
    expect(reasons).toEqual([expect.stringContaining('Kafka does not answer: Connection error: connect ECONNREFUSED')])
  })

  it('keeps one producer’s connections, whatever it went through, and none once it is closed', async () => {
    const cluster = await StandInCluster.start()
    const producer = await doorOn(cluster)
    for (const from of [3, 2, 1]) {
      cluster.moveLeaders(from)
      await expectAllStored(cluster, cast(producer))
    }
    cluster.freeze(3)
    const casting = cast(producer)
    await sleep(1_500)
    cluster.fence()
    await expectAllStored(cluster, casting)
    // One for each broker, and the first one.
    await expect.poll(() => cluster.openConnections).toBeLessThanOrEqual(4)
    await producer.close()
    await expect.poll(() => cluster.openConnections).toBe(0)
  })
})
