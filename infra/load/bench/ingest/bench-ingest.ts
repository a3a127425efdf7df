import { connect } from '@aplauso/ingest/client'
import type { KafkaConnection } from '@aplauso/stores/kafka/connection'
import { withIngest } from '../../../local/with-ingest.ts'
import { type Output, step } from '../../../terminal/index.ts'
import { makeBenchTopic, RawKafka } from '../raw-kafka.ts'
import { type CallName, caller } from './callers.ts'

/** One call at one concurrency, compared with kafkajs with the same batches and as many senders. */
export interface IngestFigure {
  readonly call: CallName
  /** votes per call, records per send */
  readonly batch: number
  readonly callers: number
  /** acknowledged votes a second */
  readonly votesPerSecond: number
  readonly kafkajsPerSecond: number
  readonly ratio: number
}

const plan: readonly (readonly [CallName, number, readonly number[]])[] = [
  ['CastVote', 1, [1, 16, 128, 512]],
  ['CastVotes', 100, [1, 4, 16, 64]],
  ['StreamVotes', 100, [1, 4, 16]],
]
const warmUpMs = 1_500
const connections = 4

/**
 * Measures how many votes a second the gRPC server acknowledges with acks=all on a real broker.
 * @param engines the variables that name Kafka
 */
export async function benchIngest(
  engines: Readonly<Record<string, string>>,
  measureMs: number,
  output: Output,
): Promise<readonly IngestFigure[]> {
  const { connection, topic } = await makeBenchTopic(engines)
  return withIngest({ ...engines, KAFKA_TOPIC: topic }, (address) =>
    figures({ address, connection, topic, measureMs, output }),
  )
}

interface Bench {
  readonly address: string
  readonly connection: KafkaConnection
  readonly topic: string
  readonly measureMs: number
  readonly output: Output
}

async function figures({ address, connection, topic, measureMs, output }: Bench): Promise<readonly IngestFigure[]> {
  const clients = Array.from({ length: connections }, () => connect(address, { separate: true }))
  const raw = new RawKafka(connection, topic)
  await raw.open()
  const found: IngestFigure[] = []
  try {
    for (const [call, batch, concurrencies] of plan) {
      for (const callers of concurrencies) {
        const figure = await step(`${call}, ${callers} callers`, output, async () => {
          const door = await rate(callers, measureMs, async (index, goesOn) => {
            const client = clients[index % clients.length]
            return client ? caller(call, client, batch, goesOn) : 0
          })
          const bare = await rate(callers, measureMs, async (_, goesOn) => {
            let sent = 0
            while (goesOn()) sent += await raw.send(batch)
            return sent
          })
          return { votesPerSecond: Math.round(door), kafkajsPerSecond: Math.round(bare), ratio: door / bare }
        })
        found.push({ call, batch, callers, ...figure, ratio: Math.round(figure.ratio * 100) / 100 })
      }
    }
  } finally {
    for (const client of clients) client.close()
    await raw.close()
  }
  return found
}

/** Runs the callers, first to warm up, then to measure. @returns votes a second */
async function rate(
  callers: number,
  measureMs: number,
  work: (index: number, goesOn: () => boolean) => Promise<number>,
): Promise<number> {
  const run = async (durationMs: number) => {
    const startedMs = performance.now()
    const goesOn = () => performance.now() - startedMs < durationMs
    const done = await Promise.all(Array.from({ length: callers }, (_, index) => work(index, goesOn)))
    return (done.reduce((sum, votes) => sum + votes, 0) * 1000) / (performance.now() - startedMs)
  }
  await run(warmUpMs)
  return run(measureMs)
}
