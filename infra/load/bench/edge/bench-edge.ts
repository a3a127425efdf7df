import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleWorker, places } from '@aplauso/edge/build'
import type { KafkaConnection } from '@aplauso/stores/kafka/connection'
import getPort from 'get-port'
import { type Edge, type EdgeOptions, startEdge } from '../../../local/edge/start-edge.ts'
import { host } from '../../../local/system/index.ts'
import { type Output, step } from '../../../terminal/index.ts'
import { makeBenchTopic, RawKafka } from '../raw-kafka.ts'
import { type Pace, paceOf } from './pace.ts'
import { Voter } from './voter.ts'

/** Requests of one size at one concurrency: through the edge into Kafka, into the objects' storage, and kafkajs itself. */
export interface EdgeFigure {
  /** votes per request, records per send */
  readonly batch: number
  readonly callers: number
  readonly kafka: Pace
  /** the same without a broker: each vote goes to the objects' storage */
  readonly spilling: Pace
  readonly kafkajs: Pace
  /** the edge's votes a second into Kafka, divided by those of kafkajs */
  readonly ratio: number
}

export interface EdgeBench {
  readonly workerd: string
  readonly shards: number
  /** the upload's size, compressed */
  readonly bundleGzipKiB: number
  /** from the start of the process to the first answer, for each of a few starts with an empty folder */
  readonly firstAnswerMs: readonly number[]
  readonly figures: readonly EdgeFigure[]
}

const plan: readonly (readonly [batch: number, callers: readonly number[]])[] = [
  [1, [4, 32, 128]],
  [50, [4, 16]],
]
const starts = 3
const shards = 8

/**
 * Measures how many votes a second the edge accepts in plain workerd, its outbox writing to a real Kafka.
 * @param engines the variables that name Kafka
 */
export async function benchEdge(
  engines: Readonly<Record<string, string>>,
  measureMs: number,
  output: Output,
): Promise<EdgeBench> {
  const { connection, topic } = await makeBenchTopic(engines)
  if (connection.ssl)
    throw new Error('KAFKA_SSL: this benchmark needs a plain listener, since workerd would not trust the broker')
  const { gzipKiB, files } = await step('Building the edge', output, () => bundleWorker(places.bundle))
  const bundle = { folder: places.bundle, files }
  const firstAnswerMs: number[] = []
  for (let start = 0; start < starts; start += 1) {
    firstAnswerMs.push(await withEdge(connection, topic, bundle, async (_, tookMs) => Math.round(tookMs)))
  }
  const figures: EdgeFigure[] = []
  for (const [batch, concurrencies] of plan) {
    for (const callers of concurrencies) {
      const options = { callers, batch, measureMs }
      const through = (to: KafkaConnection) =>
        withEdge(to, topic, bundle, async ({ port }) => {
          const voter = new Voter(`http://${host}:${port}`, batch, callers)
          return await paceOf(options, () => voter.cast()).finally(() => voter.close())
        })
      figures.push(
        await step(`${batch} per request, ${callers} callers`, output, async () => {
          const kafka = await through(connection)
          const spilling = await through({ brokers: [`${host}:${await getPort({ host })}`], ssl: false })
          const raw = new RawKafka(connection, topic)
          await raw.open()
          const kafkajs = await paceOf(options, () => raw.send(batch)).finally(() => raw.close())
          const ratio = Math.round((kafka.votesPerSecond / kafkajs.votesPerSecond) * 100) / 100
          return { batch, callers, kafka, spilling, kafkajs, ratio }
        }),
      )
    }
  }
  return { workerd: workerdVersion(), shards, bundleGzipKiB: gzipKiB, firstAnswerMs, figures }
}

/** Does work with an edge of its own in an empty folder. @param work also receives how long the start took */
async function withEdge<Result>(
  { brokers, sasl }: KafkaConnection,
  topic: string,
  bundle: NonNullable<EdgeOptions['bundle']>,
  work: (edge: Edge, tookMs: number) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-bench-'))
  const key = () => randomBytes(32).toString('base64url')
  const startedMs = performance.now()
  const edge = await startEdge({
    host,
    port: 0,
    folder,
    bundle,
    bindings: {
      KAFKA_BROKERS: brokers.join(','),
      KAFKA_TOPIC: topic,
      ...(sasl
        ? { KAFKA_SASL_MECHANISM: sasl.mechanism, KAFKA_USERNAME: sasl.username, KAFKA_PASSWORD: sasl.password }
        : {}),
      OUTBOX_SHARDS: String(shards),
      OUTBOX_KEEP_MIB: '1024',
      RELAY_KEY: key(),
      VOTER_KEY: key(),
    },
    onLine: () => {},
  })
  try {
    return await work(edge, performance.now() - startedMs)
  } finally {
    await edge.stop()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function workerdVersion(): string {
  const { version } = createRequire(import.meta.url)('workerd/package.json') as { readonly version: string }
  return version
}
