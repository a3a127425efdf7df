import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ballotsOf, readVoteFile } from '../../cast/index.ts'
import { buildMissing } from '../build/index.ts'
import { castThroughBothDoors } from '../cast-votes.ts'
import { CountReader, freePorts, startSystem, withProcesses } from '../system/index.ts'
import { Interrupted, type Output, step } from '../terminal/index.ts'
import { embeddedEngines } from './engines.ts'
import { type DemoReport, reportOf } from './report.ts'

/** How long the counting may stand still before the numbers are taken as they are. */
const patienceMs = 15_000

/**
 * Starts a system of its own on free ports, casts a file through both doors, waits until all is counted, and stops and
 * removes everything.
 * @throws Error in plain words where the file cannot be read or a process dies; Interrupted where it was asked to stop
 */
export async function demo(votesPath: string, output: Output): Promise<DemoReport> {
  const ballots = ballotsOf(readVoteFile(votesPath))
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-demo-'))
  try {
    const report = await withProcesses(folder, output, async ({ supervisor, signal }) => {
      await buildMissing(output, signal)
      const ports = await freePorts()
      const { urls, stores } = await step('Starting the system', output, () =>
        startSystem(supervisor, { folder, ports }),
      )
      const startedMs = performance.now()
      const doors = await castThroughBothDoors(ballots, urls, output, signal)
      const reader = await CountReader.open(stores, urls.results)
      try {
        const counts = await step('Counting', output, () =>
          reader.settle(doors.edge.accepted + doors.grpc.accepted, patienceMs, signal),
        )
        return reportOf(embeddedEngines(), doors, counts, (performance.now() - startedMs) / 1_000)
      } finally {
        await reader.close()
      }
    })
    if (!report) throw new Interrupted()
    return report
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
