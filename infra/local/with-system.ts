import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrokerCount } from '../engines/index.ts'
import { Interrupted, type Output, step } from '../terminal/index.ts'
import { buildMissing } from './build/index.ts'
import { type EngineNames, embeddedEngines, type RealEngines, realEngines } from './engines/index.ts'
import { freePorts, type Ports } from './system/ports.ts'
import { type Session, withProcesses } from './system/session.ts'
import { type System, type SystemOptions, startSystem } from './system/start.ts'

export interface WithSystemOptions extends Pick<SystemOptions, 'edgeTransport' | 'leaveOut' | 'hosts'> {
  /** where the system keeps its data; by default a temporary folder, which is removed afterwards */
  readonly folder?: string
  /** by default free ports */
  readonly ports?: Ports
  /**
   * `embedded` (the default); `own`: a set of real engines in the system's folder; `shared`: that of `npm run engines`; or
   * the environment variables that name running ones
   */
  readonly engines?: 'embedded' | 'own' | 'shared' | Readonly<Record<string, string>>
  /** the number of Kafka's brokers with `own` (1) */
  readonly brokers?: BrokerCount | undefined
}

/** A running system with its session. */
export interface RunningSystem extends System, Session {
  readonly folder: string
  readonly engineNames: EngineNames
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
  const { engines = 'embedded', edgeTransport = 'relay', leaveOut = [] } = options
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'aplauso-system-'))
  let real: RealEngines | undefined
  try {
    const done = await withProcesses(folder, output, async (session) => {
      await buildMissing(output, session.signal)
      if (engines === 'own') real = await realEngines(output, join(folder, 'engines'), options.brokers)
      if (engines === 'shared') real = await realEngines(output)
      const environment = typeof engines === 'object' ? engines : real?.environment
      const ports = options.ports ?? (await freePorts())
      const system = await step('Starting the system', output, () =>
        startSystem(session.supervisor, {
          folder,
          ports,
          edgeTransport,
          leaveOut,
          ...(options.hosts ? { hosts: options.hosts } : {}),
          ...(environment ? { engines: environment } : {}),
        }),
      )
      return { result: await work({ ...system, ...session, folder, engineNames: real?.names ?? embeddedEngines() }) }
    })
    if (!done) throw new Interrupted()
    return done.result
  } finally {
    await real?.letGo()
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
