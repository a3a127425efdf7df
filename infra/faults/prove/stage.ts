import { join } from 'node:path'
import { enginesUp, kafkaBehind, rollBackRedis, snapshotRedis } from '../../engines/index.ts'
import { redisCommand } from '../../engines/redis/command.ts'
import { type EngineNames, namesOf } from '../../local/engines/index.ts'
import { type ProcessSpec, RestartingProcess } from '../../local/supervisor/index.ts'
import {
  type EdgeTransport,
  freePorts,
  host,
  logFolderOf,
  type Session,
  startSystem,
  type Urls,
} from '../../local/system/index.ts'
import { type Output, step } from '../../terminal/index.ts'
import { enginePart } from './engine-part.ts'
import { Links } from './links.ts'
import type { Targets } from './strike.ts'

export interface StageOptions {
  /** where everything of the run is kept */
  readonly folder: string
  /** the edge's way to the log */
  readonly edgeTransport: EdgeTransport
  /** told when a process ended though nobody killed it */
  readonly onFall: (name: string, how: string) => void
  /** told of each warning or error in a process's log */
  readonly onTrouble: (name: string, line: string) => void
}

/** The whole system on real engines of its own, every connection of it through a proxy. */
export interface Stage {
  readonly engines: EngineNames
  readonly targets: Targets
  /** where callers reach the doors: through the proxies */
  readonly doors: Pick<Urls, 'edge' | 'grpc'>
  /** the edge without its proxy, for questions about its outbox */
  readonly edge: string
  readonly relayKey: string
  readonly results: string
  /** the environment variables by which the engines are reached directly */
  readonly stores: Readonly<Record<string, string>>
  /** Resolves when every process is ready. @throws ProcessDied where one is hopeless */
  allUp(): Promise<void>
  /** Stops what it started, but for what the session's supervisor stops. */
  stop(): Promise<void>
}

/** The outbox tries the log again soon, so that a run sees it both spill and empty itself many times. */
const edgeSettings = { OUTBOX_SHARDS: '4', OUTBOX_PROBE_MS: '2000' }

/** Starts it all. @throws EnginesError, ProcessDied, ToxiproxyError, Error naming a tool that is missing */
export async function startStage(options: StageOptions, session: Session, output: Output): Promise<Stage> {
  const { folder, edgeTransport } = options
  const say = (line: string) => output.say(output.colors.dim(line))
  const engineFolder = join(folder, 'engines')
  const undo: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const one of undo.toReversed()) await one()
  }
  try {
    const links = await Links.start(engineFolder, say)
    undo.push(() => links.stop())
    const { engines, environment } = await enginesUp({
      folder: engineFolder,
      kafkaBehind: [links.ports.kafka],
      environment: {},
      say,
    })
    const proxied = await putProxiesBefore(environment, engineFolder, links)
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
    const specOf = (name: string, own: ProcessSpec['environment'] = {}, as = name): ProcessSpec => {
      const spec = leftOut.find((one) => one.name === name)
      if (!spec) throw new Error(`the system has no ${name}`)
      return { ...spec, name: as, environment: { ...spec.environment, ...own } }
    }
    const startWard = async (spec: ProcessSpec): Promise<RestartingProcess> => {
      const ward = await RestartingProcess.start({
        spec,
        logFolder: logFolderOf(folder),
        onExit: (how) => options.onFall(spec.name, how),
        onTrouble: (line) => options.onTrouble(spec.name, line),
      })
      // How it ends is of no account: by then everything is read.
      undo.push(() => ward.stop().catch(() => {}))
      return ward
    }
    const wards = await step('Starting ingest, edge, two consumers and the results API', output, async () => {
      const ingest = await startWard(specOf('ingest'))
      const [edge, first, second, results] = await Promise.all([
        startWard(specOf('edge', edgeSettings)),
        startWard(specOf('consumer', {}, 'consumer-1')),
        startWard(specOf('consumer', { MANAGEMENT_PORT: '0' }, 'consumer-2')),
        startWard(specOf('results')),
      ])
      return { ingest, edge, 'consumer-1': first, 'consumer-2': second, results }
    })
    let snapshot: string | undefined
    return {
      engines: namesOf(engines),
      targets: {
        parts: {
          ...wards,
          kafka: enginePart(engineFolder, 'kafka'),
          redis: enginePart(engineFolder, 'redis'),
          archive: enginePart(engineFolder, 'mongo'),
        },
        sleepers: { 'consumer-1': wards['consumer-1'], 'consumer-2': wards['consumer-2'] },
        breakLink: (link, effect) => links.break(link, effect),
        async snapshotRedis() {
          snapshot = await snapshotRedis(engineFolder)
        },
        async rollBackRedis() {
          if (!snapshot) throw new Error('there is no copy of Redis to roll back to')
          await rollBackRedis(engineFolder, snapshot)
        },
        flushRedis: () => redisCommand(environment, ['FLUSHALL']),
      },
      doors: { edge: `http://${host}:${links.ports.edge}`, grpc: `${host}:${links.ports.grpc}` },
      edge: urls.edge,
      relayKey: specOf('edge').environment.RELAY_KEY ?? '',
      results: urls.results,
      stores: environment,
      async allUp() {
        for (const ward of Object.values(wards)) await ward.isUp()
      },
      stop,
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The engines' environment by way of the proxies. */
async function putProxiesBefore(
  direct: Readonly<Record<string, string>>,
  engineFolder: string,
  links: Links,
): Promise<Readonly<Record<string, string>>> {
  const kafka = kafkaBehind({ folder: engineFolder })
  if (!kafka) throw new Error('Kafka has no listener for a proxy')
  await links.connect('kafka', portOf(`tcp://${kafka.proxies[0]?.upstream}`))
  const through = async (link: 'redis' | 'archive', address = '') => {
    const url = new URL(address)
    await links.connect(link, portOf(address))
    url.port = String(links.ports[link])
    return url.href.replace(/\/$/, '')
  }
  return {
    ...direct,
    ...kafka.environment,
    UPSTASH_REDIS_REST_URL: await through('redis', direct.UPSTASH_REDIS_REST_URL),
    MONGODB_URI: await through('archive', direct.MONGODB_URI),
  }
}

function portOf(address: string): number {
  return Number(new URL(address).port)
}
