import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../terminal/root.ts'
import type { ProcessSpec, Supervisor } from '../supervisor/index.ts'
import { type EdgeTransport, stagesOf } from './plan.ts'
import type { Ports } from './ports.ts'
import { secretsOf } from './secrets.ts'
import { type Urls, urlsOf } from './urls.ts'

export interface SystemOptions {
  /** where it keeps everything */
  readonly folder: string
  readonly ports: Ports
  /** the environment variables that name real engines; absent: the embedded ones, in the folder */
  readonly engines?: Readonly<Record<string, string>>
  /** the edge's way to the log: `relay` where nothing is said; `kafka` needs real engines */
  readonly edgeTransport?: EdgeTransport
  /** names of processes that are not started, but given back: somebody else runs them */
  readonly leaveOut?: readonly string[]
}

/** A running system. */
export interface System {
  readonly urls: Urls
  /** the environment variables that name its engines */
  readonly stores: Readonly<Record<string, string>>
  readonly leftOut: readonly ProcessSpec[]
}

/** Where a system of this folder keeps the log files of its processes. */
export function logFolderOf(folder: string): string {
  return join(folder, 'logs')
}

/** Where a system of this folder keeps its embedded engines' files. */
export function storesFolderOf(folder: string): string {
  return join(folder, 'stores')
}

/** Starts a system's processes under the supervisor, which also stops them. @throws ProcessDied; Error where it cannot be so */
export async function startSystem(supervisor: Supervisor, options: SystemOptions): Promise<System> {
  const { folder, ports, engines, edgeTransport = 'relay', leaveOut = [] } = options
  mkdirSync(folder, { recursive: true })
  const stores = engines ?? { APLAUSO_DATA: storesFolderOf(folder) }
  const stages = stagesOf({
    ports,
    stores,
    edgeTransport,
    secrets: secretsOf(folder),
    edgeData: join(folder, 'edge'),
    dashboard: join(root, 'dashboard', 'dist'),
    grafana: process.env.GRAFANA_URL,
  })
  const isLeftOut = ({ name }: ProcessSpec) => leaveOut.includes(name)
  for (const stage of stages) await supervisor.startAll(stage.filter((spec) => !isLeftOut(spec)))
  return { urls: urlsOf(ports), stores, leftOut: stages.flat().filter(isLeftOut) }
}
