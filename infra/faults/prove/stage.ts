import type { EngineNames } from '../../local/engines/index.ts'
import { type ProcessSpec, RestartingProcess } from '../../local/supervisor/index.ts'
import {
  type EdgeTransport,
  freePorts,
  host,
  logFolderOf,
  type Session,
  secretsOf,
  startSystem,
  type Urls,
} from '../../local/system/index.ts'
import { type Output, step } from '../../terminal/index.ts'
import { type EnginesOptions, startEngines } from './engines-under-faults.ts'
import type { Addresses } from './history/index.ts'
import { NewerRecords } from './newer-records.ts'
import type { Targets } from './targets.ts'

export interface StageOptions extends Omit<EnginesOptions, 'say' | 'cleanups'> {
  /** the edge's way to the log */
  readonly edgeTransport: EdgeTransport
  /** called when a process exited though nobody killed it */
  readonly onExit: (name: string, how: string) => void
  /** called for each warning or error in a process's log */
  readonly onTrouble: (name: string, line: string) => void
}

/** The whole system on real engines of its own, every connection of it through a proxy. */
export interface Stage {
  readonly engines: EngineNames
  /** whether one broker can be cut off from the others */
  readonly canIsolate: boolean
  readonly targets: Targets
  readonly newerRecords: Pick<NewerRecords, 'appended'>
  /** where callers reach the doors: through the proxies */
  readonly doors: Pick<Urls, 'edge' | 'grpc'>
  /** the edge without its proxy, for questions about its outbox */
  readonly edge: string
  readonly relaySecret: string
  /** where everything is read that was counted, without proxies */
  readonly addresses: Addresses
  /** Resolves when every process is ready. @throws ProcessDied where the configuration of one is wrong */
  allUp(): Promise<void>
}

/** Stops something that was started. */
export type Cleanup = () => Promise<unknown>

export interface StageSession extends Session {
  /** what was started, but for what the supervisor stops, goes here; the caller runs them in reverse order, however it ends */
  readonly cleanups: Cleanup[]
}

/** The outbox tries the log again soon, so that a run sees it both spill and empty itself many times. */
const edgeSettings = { OUTBOX_SHARDS: '4', OUTBOX_PROBE_MS: '2000' }

/** Starts it all. @throws EnginesError, ProcessDied, ToxiproxyError, Error naming a tool that is missing */
export async function startStage(options: StageOptions, session: StageSession, output: Output): Promise<Stage> {
  const { folder, edgeTransport } = options
  const { names, links, direct, proxied, canIsolate, targets } = await startEngines({
    ...options,
    cleanups: session.cleanups,
    say: (line) => output.say(output.colors.dim(line)),
  })
  const ports = await freePorts()
  await links.connect('grpc', ports.grpc)
  await links.connect('edge', ports.edge)
  const { urls, leftOut } = await startSystem(session.supervisor, {
    folder,
    ports,
    engines: proxied,
    edgeTransport,
    leaveOut: ['ingest', 'consumer', 'edge', 'logs', 'dashboard', 'results'],
  })
  const processes = await step('Starting ingest, edge, two consumers and both APIs', output, () =>
    startProcesses(leftOut, options, session),
  )
  const { RELAY_KEY: relaySecret, EXPORT_KEY: exportKey } = secretsOf(folder)
  const newerRecords = new NewerRecords(direct, folder, output)
  return {
    engines: names,
    canIsolate,
    targets: {
      ...targets,
      parts: { ...targets.parts, ...processes },
      freezable: processes,
      newerRecords,
      async stopConsumers() {
        const consumers = [processes['consumer-1'], processes['consumer-2']]
        // One whose engines are away does not stop in time and exits with an error: it is stopped all the same.
        await Promise.all(consumers.map((consumer) => consumer.stop().catch(() => {})))
        return async () => void (await Promise.all(consumers.map((consumer) => consumer.startAgain())))
      },
    },
    newerRecords,
    doors: { edge: `http://${host}:${links.ports.edge}`, grpc: `${host}:${links.ports.grpc}` },
    edge: urls.edge,
    relaySecret,
    addresses: {
      stores: direct,
      results: urls.results,
      logs: urls.logs,
      exportKey,
      isLogOptional: options.archive === 'ferretdb',
    },
    async allUp() {
      for (const process of Object.values(processes)) await process.isUp()
    },
  }
}

type Processes = Readonly<
  Record<'ingest' | 'edge' | 'consumer-1' | 'consumer-2' | 'results' | 'logs', RestartingProcess>
>

/** Starts what the system left out, each process so that it can be killed and comes back. @throws ProcessDied */
async function startProcesses(
  leftOut: readonly ProcessSpec[],
  { folder, onExit, onTrouble }: StageOptions,
  { cleanups }: StageSession,
): Promise<Processes> {
  const start = async (name: string, own: ProcessSpec['environment'] = {}, as = name) => {
    const spec = leftOut.find((one) => one.name === name)
    if (!spec) throw new Error(`the system has no ${name}`)
    const process = await RestartingProcess.start({
      spec: { ...spec, name: as, environment: { ...spec.environment, ...own } },
      logFolder: logFolderOf(folder),
      onExit: (how) => onExit(as, how),
      onTrouble: (line) => onTrouble(as, line),
    })
    // How it ends is of no account: by then everything is read.
    cleanups.push(() => process.stop().catch(() => {}))
    return process
  }
  const ingest = await start('ingest')
  const [edge, first, second, results, logs] = await Promise.all([
    start('edge', edgeSettings),
    start('consumer', {}, 'consumer-1'),
    start('consumer', { MANAGEMENT_PORT: '0' }, 'consumer-2'),
    start('results'),
    start('logs'),
  ])
  return { ingest, edge, 'consumer-1': first, 'consumer-2': second, results, logs }
}
