import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrokerCount, engineNames, killEngine } from '../../engines/index.ts'
import { buildMissing } from '../../local/build/index.ts'
import { type EdgeTransport, logFolderOf, withProcesses } from '../../local/system/index.ts'
import { Interrupted, type Output } from '../../terminal/index.ts'
import { engineFolderOf } from './engines-under-faults.ts'
import { ProgressReporter } from './progress-reporter.ts'
import { type ArchiveName, conditionsOf, type ProveReport } from './report.ts'
import { runUnderFaults } from './run-under-faults.ts'
import { type Cleanup, type StageSession, startStage } from './stage.ts'

export interface ProveOptions {
  readonly seed: number
  /** how long votes are cast and faults happen */
  readonly durationMs: number
  /** votes a second over both doors together */
  readonly rate: number
  /** the edge's way to the log */
  readonly edgeTransport: EdgeTransport
  readonly brokers: BrokerCount
  readonly archive: ArchiveName
  /** votes to cast at least: the load goes on after the faults until then */
  readonly votes?: number | undefined
  /** kills of everything but brokers; as many as the plan makes of the duration unless given */
  readonly kills?: number | undefined
}

export interface Proof {
  readonly report: ProveReport
  /** what the checker has to report, a line each; nothing where the promise held */
  readonly remarks: readonly string[]
}

/** What a consumer logs where its recount finds the tally wrong. */
const repairLine = 'the tally differed from the archive'

/**
 * Casts votes through both doors of a system on real engines while everything in it is killed, cut off, slowed down, frozen and
 * rolled back at random, and then holds each vote's history against what was counted. The folder with the logs stays
 * where the promise did not hold.
 * @throws EnginesError, ProcessDied, ToxiproxyError, Interrupted; Error naming a tool that is missing
 */
export async function prove(options: ProveOptions, output: Output): Promise<Proof> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-prove-'))
  const cleanups: Cleanup[] = []
  let isProven = false
  try {
    const proof = await withProcesses(folder, output, (session) =>
      run(options, folder, { ...session, cleanups }, output),
    )
    if (!proof) throw new Interrupted()
    isProven = proof.remarks.length === 0
    return proof
  } catch (error) {
    isProven = error instanceof Interrupted
    throw error
  } finally {
    for (const cleanup of cleanups.toReversed()) await cleanup()
    // Nobody needs these data again, and a crash is the quickest stop.
    for (const name of engineNames) await killEngine(engineFolderOf(folder), name, { andRest: true })
    if (isProven) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
    else output.say(`The logs of its processes: ${logFolderOf(folder)}`)
  }
}

async function run(options: ProveOptions, folder: string, session: StageSession, output: Output): Promise<Proof> {
  const { signal } = session
  const { edgeTransport, brokers, archive } = options
  const reporter = new ProgressReporter(output)
  await buildMissing(output, signal)
  const repairs: string[] = []
  const stage = await startStage(
    {
      folder,
      edgeTransport,
      brokers,
      archive,
      onExit: (name, how) => reporter.exited(name, how),
      onTrouble: (name, line) => {
        if (line.includes(repairLine)) repairs.push(`${name}: ${line}`)
      },
    },
    session,
    output,
  )
  output.say(conditionsOf(stage.engines, edgeTransport))
  const proof = await runUnderFaults(options, stage, reporter, output, signal)
  // A wrong total that the recount has repaired was on screen all the same.
  return { ...proof, remarks: [...proof.remarks, ...repairs] }
}
