import { setTimeout as pause } from 'node:timers/promises'
import { bundleWorker, places } from '@aplauso/edge/build'
import { beforeAll, expect, it, onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../../../cluster/process/testing/temporary-folder.ts'
import { KafkaReader } from '../../../cluster/stores/kafka/reader.ts'
import { connectionOf, kafkaUnderTest } from '../../../cluster/stores/kafka/testing/real-kafka.ts'
import { engines } from '../../engines/engine.ts'
import { readStates } from '../../engines/folder.ts'
import { enginesDown, enginesUp } from '../../engines/index.ts'
import { missingTools } from '../../engines/tools.ts'
import { EdgeUnderTest } from './testing/edge-under-test.ts'
import { loggedVotes } from './testing/logged-votes.ts'

/** A broker of its own, in a folder of its own: other files share the one that they are given. */
async function ownBroker() {
  const folder = temporaryFolder()
  onTestFinished(async () => {
    await enginesDown({ folder })
  })
  const up = async () => (await enginesUp({ folder, environment: {}, only: ['kafka'] })).environment
  const environment = await up()
  return {
    environment,
    up,
    kill() {
      for (const { pid } of readStates(folder).kafka?.processes ?? []) process.kill(pid, 'SIGKILL')
    },
  }
}

const callers = 24
const awayMs = 3_000
const canStart = kafkaUnderTest() !== undefined && (await missingTools(engines.kafka.tools())).length === 0

// Where nothing is built yet, this takes longer than the test may.
beforeAll(() => bundleWorker(places.bundle), 240_000)

it.skipIf(!canStart)(
  'a broker that is killed with -9 while votes come in, and comes back, loses none that was accepted',
  async () => {
    const broker = await ownBroker()
    const { KAFKA_BROKERS = '', KAFKA_SSL = '' } = broker.environment
    const reader = new KafkaReader(connectionOf(broker.environment), 'votes', 'aplauso-test')
    onTestFinished(() => reader.close())
    const edge = new EdgeUnderTest()
    await edge.start({ KAFKA_BROKERS, KAFKA_SSL, OUTBOX_SHARDS: '4' })
    let goesOn = true
    const load = Promise.all(
      Array.from({ length: callers }, async () => {
        while (goesOn) await edge.cast(1)
      }),
    )
    const accepted = () => edge.answered.accepted.length
    await vi.waitFor(() => expect(accepted()).toBeGreaterThan(500), { timeout: 15_000, interval: 20 })
    const before = accepted()
    broker.kill()
    await pause(awayMs)
    const away = accepted() - before
    await broker.up()
    const returned = accepted()
    await pause(2_000)
    goesOn = false
    await load
    await vi.waitFor(async () => expect(await edge.kept()).toBe(0), { timeout: 20_000, interval: 300 })

    const counts = await loggedVotes(reader)
    expect(edge.answered.accepted.filter((id) => !counts.has(id))).toEqual([])
    // Storage took votes while the broker was away, and votes went on after its return.
    expect(away).toBeGreaterThan(callers)
    expect(accepted()).toBeGreaterThan(returned)
    expect(edge.answered.others.filter(({ status }) => status !== 503)).toEqual([])
    const answered = edge.answered.accepted.length + edge.answered.others.length
    expect(counts.size).toBeLessThanOrEqual(answered)
    console.info(
      `${accepted()} accepted (${away} in ${awayMs} ms without the broker), ${edge.answered.others.length} refused, ` +
        `${[...counts.values()].filter((times) => times > 1).length} in the log twice`,
    )
  },
  // Two starts of a broker; on a quiet machine less than half of it.
  90_000,
)
