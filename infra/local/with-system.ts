import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrokerCount, EngineName } from '../engines/index.ts'
import { Interrupted, type Output, step } from '../terminal/index.ts'
import { buildMissing } from './build/index.ts'
import { type EngineNames, embeddedEngines, type RealEngines, realEngines } from './engines/index.ts'
import { type ProcessSpec, RestartingProcess } from './supervisor/index.ts'
import { freePorts, type Ports } from './system/ports.ts'
import { type Session, withProcesses } from './system/session.ts'
import { logFolderOf, type System, type SystemOptions, startSystem, storesFolderOf } from './system/start.ts'

export interface WithSystemOptions extends Pick<SystemOptions, 'edgeTransport' | 'leaveOut' | 'hosts'> {
  /** where the system keeps its data; by default a temporary folder, which is removed afterwards */
  readonly folder?: string
  /** by default free ports */
  readonly ports?: Ports
  /**
   * `embedded` (the default); `own`: a set of real engines in the system's folder, but for those that the environment
   * places elsewhere; a list: a set of these only, whatever the environment says, and the others embedded; `shared`: the
   * set of `npm run engines`; or the environment variables that name running ones
   */
  readonly engines?: 'embedded' | 'own' | 'shared' | readonly EngineName[] | Readonly<Record<string, string>>
  /** the number of Kafka's brokers with engines of its own (1) */
  readonly brokers?: BrokerCount | undefined
}

/** A running system with its session. */
export interface RunningSystem extends System, Session {
  readonly folder: string
  /** where engines of its own are */
  readonly engineFolder: string
  readonly engineNames: EngineNames
  /**
   * Starts a process that was left out, so that it comes back whenever it exits. It is stopped when the work is over.
   * @param change what it has otherwise than the system would give it
   * @throws ProcessDied; Error if the system left out no such process
   */
  restarting(name: string, change?: (spec: ProcessSpec) => ProcessSpec): Promise<RestartingProcess>
}

/**
 * Builds what is missing, starts a system, does work on it, and stops everything afterwards: when the work is done or
 * fails, when the person asks to stop, and when a process dies.
 * @throws ProcessDied, EnginesError, Interrupted if the person asked to stop, and what the work throws
 * @example
 * const total = await withSystem({ engines: 'own' }, output, ({ urls, signal }) => castAndCount(urls, signal))
 */
export async function withSystem<Result>(
  options: WithSystemOptions,
  output: Output,
  work: (system: RunningSystem) => Promise<Result>,
): Promise<Result> {
  const { edgeTransport = 'relay', leaveOut = [], hosts } = options
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'aplauso-system-'))
  let real: RealEngines | undefined
  try {
    const done = await withProcesses(folder, output, async (session) => {
      await buildMissing(output, session.signal)
      real = await enginesOf(options, folder, output)
      const engines = real?.environment
      const ports = options.ports ?? (await freePorts())
      const where = {
        folder,
        ports,
        edgeTransport,
        leaveOut,
        ...(hosts ? { hosts } : {}),
        ...(engines ? { engines } : {}),
      }
      const system = await step('Starting the system', output, () => startSystem(session.supervisor, where))
      const engineFolder = engineFolderOf(folder)
      const running = { ...system, ...session, folder, engineFolder, engineNames: real?.names ?? embeddedEngines() }
      return { result: await withRestarting(running, output, work) }
    })
    if (!done) throw new Interrupted()
    return done.result
  } finally {
    await real?.letGo()
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}

function engineFolderOf(folder: string): string {
  return join(folder, 'engines')
}

async function enginesOf(
  { engines = 'embedded', brokers }: WithSystemOptions,
  folder: string,
  output: Output,
): Promise<RealEngines | undefined> {
  const own = { folder: engineFolderOf(folder), brokers }
  if (engines === 'embedded') return undefined
  if (engines === 'shared') return realEngines(output)
  if (engines === 'own') return realEngines(output, own)
  if (!isList(engines)) return { names: embeddedEngines(), environment: engines, letGo: async () => {} }
  const real = await realEngines(output, { ...own, only: engines, environment: {} })
  return { ...real, environment: { ...real.environment, APLAUSO_DATA: storesFolderOf(folder) } }
}

function isList(engines: readonly EngineName[] | Readonly<Record<string, string>>): engines is readonly EngineName[] {
  return Array.isArray(engines)
}

/** Does the work, and stops what it started as restarting processes. */
async function withRestarting<Result>(
  system: Omit<RunningSystem, 'restarting'>,
  output: Output,
  work: (system: RunningSystem) => Promise<Result>,
): Promise<Result> {
  const started: RestartingProcess[] = []
  try {
    return await work({
      ...system,
      async restarting(name, change = (spec) => spec) {
        const spec = system.leftOut.find((one) => one.name === name)
        if (!spec) throw new Error(`the system left out no ${name}`)
        const process = await RestartingProcess.start({
          spec: change(spec),
          logFolder: logFolderOf(system.folder),
          onExit: (how) => output.say(output.colors.red(how)),
        })
        started.push(process)
        return process
      },
    })
  } finally {
    await Promise.all(started.map((process) => process.stop()))
  }
}
