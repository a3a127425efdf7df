import { prepareVotes, readVoteFile } from '../../clients/cast/index.ts'
import type { BrokerCount } from '../../engines/index.ts'
import { type Output, step } from '../../terminal/index.ts'
import { castThroughBothDoors } from '../cast-votes.ts'
import { type CountReader, withCounts } from '../system/index.ts'
import { withSystem } from '../with-system.ts'
import { type DemoReport, reportOf } from './report.ts'

/** If no number changes for this long, the wait for counting ends. */
const patienceMs = 15_000

export interface DemoOptions {
  readonly votesPath: string
  /** use Kafka, Redis and MongoDB instead of the embedded engines */
  readonly engines: boolean
  /** the number of Kafka's brokers (1) */
  readonly brokers?: BrokerCount | undefined
}

/**
 * Starts a system of its own on free ports, casts a file through both doors, waits until everything is counted, and stops
 * and removes everything. Real engines are a separate set, except those that the environment places elsewhere.
 * @throws Error with a message for people if the file cannot be read or a process dies; Interrupted
 */
export function demo({ votesPath, engines, brokers }: DemoOptions, output: Output): Promise<DemoReport> {
  const votes = prepareVotes(readVoteFile(votesPath))
  return withSystem({ engines: engines ? 'own' : 'embedded', brokers }, output, (system) =>
    withCounts(system, async (reader) => {
      await requireEmpty(reader)
      const startedMs = performance.now()
      const doors = await castThroughBothDoors(votes, system.urls, output, system.signal)
      const counts = await step('Counting', output, () =>
        reader.settle(doors.edge.accepted + doors.grpc.accepted, patienceMs, system.signal),
      )
      return reportOf(system.engineNames, doors, counts, (performance.now() - startedMs) / 1_000)
    }),
  )
}

/** The final numbers are those of this file only if the archive was empty before. */
async function requireEmpty(reader: CountReader): Promise<void> {
  const { archive } = await reader.read()
  if (archive > 0)
    throw new Error(`The archive that the environment names holds ${archive} votes; the demo needs an empty one.`)
}
