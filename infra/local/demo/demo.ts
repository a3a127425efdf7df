import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepareVotes, readVoteFile } from '../../clients/cast/index.ts'
import { Interrupted, type Output, step } from '../../terminal/index.ts'
import { buildMissing } from '../build/index.ts'
import { castThroughBothDoors } from '../cast-votes.ts'
import { embeddedEngines, type RealEngines, realEngines } from '../engines/index.ts'
import { CountReader, freePorts, startSystem, withProcesses } from '../system/index.ts'
import { type DemoReport, reportOf } from './report.ts'

/** How long the counting may stand still before the numbers are taken as they are. */
const patienceMs = 15_000

export interface DemoOptions {
  readonly votesPath: string
  /** on Kafka, Redis and MongoDB instead of the embedded engines */
  readonly engines: boolean
}

/**
 * Starts a system of its own on free ports, casts a file through both doors, waits until all is counted, and stops and
 * removes everything. Real engines are a set of its own too, but for those that the environment says are elsewhere.
 * @throws Error in plain words where the file cannot be read or a process dies; Interrupted where it was asked to stop
 */
export async function demo({ votesPath, engines }: DemoOptions, output: Output): Promise<DemoReport> {
  const ballots = prepareVotes(readVoteFile(votesPath))
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-demo-'))
  let real: RealEngines | undefined
  try {
    const report = await withProcesses(folder, output, async ({ supervisor, signal }) => {
      await buildMissing(output, signal)
      if (engines) real = await realEngines(output, join(folder, 'engines'))
      const ports = await freePorts()
      const { urls, stores } = await step('Starting the system', output, () =>
        startSystem(supervisor, { folder, ports, ...(real ? { engines: real.environment } : {}) }),
      )
      const reader = await CountReader.open(stores, urls.results)
      try {
        await requireEmpty(reader)
        const startedMs = performance.now()
        const doors = await castThroughBothDoors(ballots, urls, output, signal)
        const counts = await step('Counting', output, () =>
          reader.settle(doors.edge.accepted + doors.grpc.accepted, patienceMs, signal),
        )
        const seconds = (performance.now() - startedMs) / 1_000
        return reportOf(real?.names ?? embeddedEngines(), doors, counts, seconds)
      } finally {
        await reader.close()
      }
    })
    if (!report) throw new Interrupted()
    return report
  } finally {
    await real?.letGo()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** The numbers at the end are those of this file only where there were none before. */
async function requireEmpty(reader: CountReader): Promise<void> {
  const { archive } = await reader.read()
  if (archive > 0)
    throw new Error(`The archive that the environment names holds ${archive} votes; the demo needs an empty one.`)
}
