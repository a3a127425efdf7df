import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RelayEntry } from '@aplauso/proto'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { errorCodes, StandInCluster } from '../../../cluster/stores/kafka/testing/stand-in-cluster.ts'
import { sqliteStorage } from '../../testing/sqlite-storage.ts'
import { Backlog } from '../backlog.ts'
import { OutboxShard } from '../shard.ts'
import { KafkaTransport } from './kafka.ts'
import { NeedsOperator } from './transport.ts'

beforeEach(() => {
  for (const level of ['warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {})
})
afterEach(() => {
  vi.restoreAllMocks()
})

/** A shard of the outbox on a cluster, with alarms as the platform gives them. */
async function shardOn(cluster: StandInCluster) {
  const transport = new KafkaTransport({ connection: cluster.connection, topic: 'votes' })
  const backlog = new Backlog(sqliteStorage(new DatabaseSync(':memory:')), 1024 * 1024)
  let alarm: ReturnType<typeof setTimeout> | undefined
  const abort = vi.fn()
  const shard: OutboxShard = new OutboxShard({
    transport,
    backlog,
    deadlineMs: 2_000,
    probeMs: 200,
    getAlarm: async () => (alarm === undefined ? null : 1),
    setAlarm: async (atMs) => {
      alarm = setTimeout(() => {
        alarm = undefined
        void shard.alarm()
      }, atMs - Date.now())
    },
    abort,
  })
  onTestFinished(async () => {
    clearTimeout(alarm)
    await transport.release()
  })
  expect(await shard.append([{ key: 'before', value: '' }])).toEqual(['accepted'])
  return { shard, backlog, abort, keeping: vi.spyOn(backlog, 'append') }
}

/** Casts votes in many requests at once; the keys of those that were accepted. */
async function cast(shard: OutboxShard, count = 200): Promise<string[]> {
  const entries = Array.from({ length: count }, (_, at): RelayEntry => ({ key: `k${at}`, value: `value of k${at}` }))
  const outcomes = await Promise.all(entries.map(async (entry) => (await shard.append([entry]))[0]))
  return entries.filter((_, at) => outcomes[at] === 'accepted').map(({ key }) => key)
}

async function expectAllLogged(cluster: StandInCluster, backlog: Backlog, accepted: readonly string[], count = 200) {
  expect(accepted).toHaveLength(count)
  await expect.poll(() => backlog.rows, { timeout: 10_000 }).toBe(0)
  const logged = new Set(cluster.keys)
  expect(accepted.filter((key) => !logged.has(key))).toEqual([])
  expect(backlog.totals()).toMatchObject({ votes: 0, bytes: 0, setAside: 0 })
}

describe('the outbox on three brokers', () => {
  it('has every vote that it accepts in the log when leaders move, without its storage', async () => {
    const cluster = await StandInCluster.start()
    const { shard, backlog, keeping } = await shardOn(cluster)
    cluster.moveLeaders(3)
    await expectAllLogged(cluster, backlog, await cast(shard))
    expect(keeping).not.toHaveBeenCalled()
  })

  it('has every vote that it accepts in the log when a broker is killed as the batch arrives', async () => {
    const cluster = await StandInCluster.start()
    const { shard, backlog, keeping } = await shardOn(cluster)
    cluster.judge = ({ broker }) => {
      if (broker !== 3) return 'append'
      cluster.kill(3)
      cluster.fence()
      return 'hang up'
    }
    await expectAllLogged(cluster, backlog, await cast(shard))
    expect(keeping).not.toHaveBeenCalled()
  })

  it.each(['kill', 'freeze'] as const)(
    'accepts votes while a broker is gone (%s), and they reach the log',
    async (go) => {
      const cluster = await StandInCluster.start()
      const { shard, backlog, keeping } = await shardOn(cluster)
      cluster[go](2)
      const accepted = await cast(shard)
      expect(keeping).toHaveBeenCalled()
      expect(backlog.rows).toBeGreaterThan(0)
      await sleep(500)
      cluster.fence()
      await expectAllLogged(cluster, backlog, accepted)
    },
  )

  it('keeps in its storage what the answer leaves out', async () => {
    const cluster = await StandInCluster.start()
    const { shard, backlog, keeping } = await shardOn(cluster)
    let lies = true
    cluster.judge = ({ partition }) => (lies && partition === 5 ? 'leave out' : 'append')
    const accepted = await cast(shard)
    expect(keeping).toHaveBeenCalled()
    lies = false
    await expectAllLogged(cluster, backlog, accepted)
  })

  it('ends its object after connections that never open, and not before', async () => {
    const cluster = await StandInCluster.start()
    const { shard, abort } = await shardOn(cluster)
    cluster.moveLeaders(1)
    await cast(shard)
    expect(abort).not.toHaveBeenCalled()
    for (const broker of cluster.brokers.values()) broker.freeze()
    expect(await cast(shard)).toHaveLength(200)
    await expect.poll(() => abort.mock.calls.length, { timeout: 10_000 }).toBe(1)
  })
})

it.each([
  ['make the topic', errorCodes.unknownTopic],
  ['allow the user to write the topic', errorCodes.authorizationFailed],
])('an operator is asked to %s where no waiting helps, before the time is over', async (advice, code) => {
  const cluster = await StandInCluster.start()
  cluster.topicError = code
  const transport = new KafkaTransport({ connection: cluster.connection, topic: 'votes' })
  onTestFinished(() => transport.release())
  const error = await transport.append([{ key: 'k', value: 'v' }], AbortSignal.timeout(60_000)).catch((each) => each)
  expect(error).toBeInstanceOf(NeedsOperator)
  expect(error.advice).toContain(advice)
})
