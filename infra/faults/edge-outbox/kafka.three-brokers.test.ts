import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { StandInCluster } from '../../../cluster/stores/kafka/testing/stand-in-cluster.ts'
import { EdgeUnderTest } from './testing/edge-under-test.ts'

const patience = { timeout: 15_000, interval: 100 }
/** Long enough on a busy machine: the log itself shall have the votes. */
const patient = { OUTBOX_DEADLINE_MS: '4000' }

let cluster: StandInCluster
let edge: EdgeUnderTest

beforeEach(async () => {
  cluster = await StandInCluster.start()
  edge = new EdgeUnderTest()
})

const settings = () => ({ KAFKA_BROKERS: cluster.connection.brokers.join(',') })

/** All that was cast was accepted, and is in the log. */
async function expectAllLogged(count: number) {
  expect(edge.answered.others).toEqual([])
  expect(edge.answered.accepted).toHaveLength(count)
  await vi.waitFor(async () => expect(await edge.kept()).toBe(0), patience)
  const logged = new Set([...cluster.log.values()].flat().map(({ value }) => (JSON.parse(value) as { id: string }).id))
  expect(edge.answered.accepted.filter((id) => !logged.has(id))).toEqual([])
}

describe('the outbox in workerd on three brokers', { timeout: 60_000 }, () => {
  it('has every vote that it accepts in the log when leaders move', async () => {
    await edge.start({ ...settings(), ...patient })
    await edge.cast(20)
    cluster.moveLeaders(3)
    await edge.cast(200)
    expect(await edge.kept()).toBe(0)
    await expectAllLogged(220)
  })

  it('has every vote that it accepts in the log when a broker is killed as the batch arrives', async () => {
    await edge.start({ ...settings(), ...patient })
    await edge.cast(20)
    cluster.judge = ({ broker }) => {
      if (broker !== 3) return 'append'
      cluster.kill(3)
      cluster.fence()
      return 'hang up'
    }
    await edge.cast(200)
    expect(await edge.kept()).toBe(0)
    await expectAllLogged(220)
  })

  it.each(['kill', 'freeze'] as const)(
    'accepts votes while a broker is gone (%s), and they reach the log',
    async (go) => {
      await edge.start(settings())
      await edge.cast(20)
      cluster[go](2)
      await edge.cast(100)
      expect(await edge.kept()).toBeGreaterThan(0)
      await sleep(500)
      cluster.fence()
      await edge.cast(100)
      await expectAllLogged(220)
    },
  )
})
