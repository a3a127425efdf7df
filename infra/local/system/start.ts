import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../terminal/root.ts'
import type { ProcessSpec, Supervisor } from '../supervisor/index.ts'
import { type Hosts, loopback } from './hosts.ts'
import { type EdgeTransport, stagesOf } from './plan.ts'
import type { Ports } from './ports.ts'
import { secretsOf } from './secrets.ts'
import { type Urls, urlsOf } from './urls.ts'

export interface SystemOptions {
  /** where the system keeps everything */
  readonly folder: string
  readonly ports: Ports
  /** where the pages listen and are reached: this machine alone by default */
  readonly hosts?: Hosts
  /** the environment variables that name real engines; by default the embedded ones, in the folder */
  readonly engines?: Readonly<Record<string, string>>
  /** how the edge reaches the log: `relay` by default; `kafka` needs real engines */
  readonly edgeTransport?: EdgeTransport
  /** names of processes that are not started, but returned for the caller to run */
  readonly leaveOut?: readonly string[]
}

/** A running system. */
export interface System {
  readonly urls: Urls
  /** the environment variables that name its engines */
  readonly stores: Readonly<Record<string, string>>
  readonly leftOut: readonly ProcessSpec[]
}

/** The folder of the processes' log files. */
export function logFolderOf(folder: string): string {
  return join(folder, 'logs')
}

/** The folder of the embedded engines' files. */
export function storesFolderOf(folder: string): string {
  return join(folder, 'stores')
}

/** Starts a system's processes under the supervisor, which also stops them. @throws ProcessDied; Error if the options conflict */
export async function startSystem(supervisor: Supervisor, options: SystemOptions): Promise<System> {
  const { folder, ports, hosts = loopback, engines, edgeTransport = 'relay', leaveOut = [] } = options
  mkdirSync(folder, { recursive: true })
  const stores = engines ?? { APLAUSO_DATA: storesFolderOf(folder) }
  const stages = stagesOf({
    ports,
    hosts,
    stores,
    edgeTransport,
    secrets: secretsOf(folder),
    edgeData: join(folder, 'edge'),
    dashboard: join(root, 'dashboard', 'dist'),
    grafana: process.env.GRAFANA_URL,
  })
  const isLeftOut = ({ name }: ProcessSpec) => leaveOut.includes(name)
  for (const stage of stages) await supervisor.startAll(stage.filter((spec) => !isLeftOut(spec)))
  return { urls: urlsOf(ports, hosts), stores, leftOut: stages.flat().filter(isLeftOut) }
}
