import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { edgeClient, grpcClient, type VoteClient } from '../clients/cast/index.ts'
import { buildMissing } from '../local/build/index.ts'
import { type RealEngines, realEngines } from '../local/engines/index.ts'
import {
  CountReader,
  type EdgeTransport,
  freePorts,
  type Session,
  startSystem,
  withProcesses,
} from '../local/system/index.ts'
import { Interrupted, type Output, step } from '../terminal/index.ts'
import { type ReadTotal, totalAt } from './counting.ts'
import type { Target } from './report.ts'

/** A running system that somebody else started. */
export interface NamedSystem {
  readonly edge?: string | undefined
  readonly grpc?: string | undefined
  readonly results: string
}

export interface StageOptions {
  readonly target: Target
  /** absent: a system of its own is started */
  readonly named?: NamedSystem | undefined
  /** its own system on real engines instead of the embedded ones */
  readonly engines: boolean
  /** its own system's edge: its way to the log */
  readonly edgeTransport: EdgeTransport
}

/** The system under load, as the load sees it. */
export interface Stage {
  readonly doors: readonly VoteClient[]
  readonly total: ReadTotal
  /** Whether archive, tally and results are known to hold the same number now; of a named system, nobody is asked. */
  readonly placesAgree: () => Promise<boolean>
  readonly signal: AbortSignal
}

/**
 * Does work on a running system: the one that is named, or one of its own on free ports and in a folder of its own, which
 * is stopped and removed afterwards.
 * @throws ProcessDied, EnginesError, Interrupted, and what the work throws
 */
export async function withStage<Result>(
  { target, named, engines, edgeTransport }: StageOptions,
  output: Output,
  work: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'aplauso-load-'))
  let real: RealEngines | undefined
  const onOwnSystem = async ({ supervisor, signal }: Session): Promise<Result> => {
    await buildMissing(output, signal)
    if (engines) real = await realEngines(output, join(folder, 'engines'))
    const ports = await freePorts()
    const { urls, stores } = await step('Starting the system', output, () =>
      startSystem(supervisor, { folder, ports, edgeTransport, ...(real ? { engines: real.environment } : {}) }),
    )
    const reader = await CountReader.open(stores, urls.results)
    const placesAgree = async () => {
      try {
        const { archive, tally, counted } = await reader.read()
        return tally === archive && counted === archive
      } catch (error) {
        output.say(`Archive, tally and results cannot be compared: ${error instanceof Error ? error.message : error}`)
        return false
      }
    }
    try {
      return await onDoors(target, urls, (doors) => work({ doors, total: totalAt(urls.results), placesAgree, signal }))
    } finally {
      await reader.close()
    }
  }
  try {
    const result = await withProcesses(folder, output, async (session) =>
      named
        ? onDoors(target, named, (doors) =>
            work({ doors, total: totalAt(named.results), placesAgree: async () => true, signal: session.signal }),
          )
        : onOwnSystem(session),
    )
    if (result === undefined) throw new Interrupted()
    return result
  } finally {
    await real?.letGo()
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

async function onDoors<Result>(
  target: Target,
  { edge, grpc }: Pick<NamedSystem, 'edge' | 'grpc'>,
  work: (doors: readonly VoteClient[]) => Promise<Result>,
): Promise<Result> {
  const doors = [
    ...(target !== 'grpc' && edge !== undefined ? [edgeClient(edge)] : []),
    ...(target !== 'edge' && grpc !== undefined ? [grpcClient(grpc)] : []),
  ]
  try {
    return await work(doors)
  } finally {
    for (const door of doors) door.close()
  }
}
