import { join } from 'node:path'
import {
  addPartition,
  type BrokerCount,
  copyMongo,
  type EngineName,
  enginesUp,
  kafkaBehind,
  killEngine,
  replaceMongo,
  restoreMongo,
  rollBackRedis,
  snapshotRedis,
} from '../../engines/index.ts'
import { redisCommand } from '../../engines/redis/command.ts'
import { type EngineNames, embeddedEngines, namesOf } from '../../local/engines/index.ts'
import { storesFolderOf } from '../../local/system/index.ts'
import { BrokerLinks } from './broker-links.ts'
import { brokersOf } from './brokers.ts'
import { Links } from './links.ts'
import type { ArchiveName } from './report.ts'
import type { ArchiveData, Part, Targets } from './targets.ts'

export interface EnginesOptions {
  /** where everything of the run is kept */
  readonly folder: string
  readonly brokers: BrokerCount
  readonly archive: ArchiveName
  readonly say: (line: string) => void
  /** what stops the proxies goes here */
  readonly cleanups: (() => Promise<unknown>)[]
}

/** Real engines of a run's own, every connection to them through a proxy. */
export interface EnginesUnderFaults {
  readonly names: EngineNames
  readonly links: Links
  /** the environment variables by which the engines are reached directly */
  readonly direct: Readonly<Record<string, string>>
  /** those by which they are reached through the proxies */
  readonly proxied: Readonly<Record<string, string>>
  /** whether one broker can be cut off from the others */
  readonly canIsolate: boolean
  readonly targets: Omit<Targets, 'freezable' | 'stopConsumers' | 'newerRecords'>
}

/** Where the engines of a run are kept. */
export function engineFolderOf(folder: string): string {
  return join(folder, 'engines')
}

/** Starts them. @throws EnginesError, ToxiproxyError, Error naming a tool that is missing */
export async function startEngines(options: EnginesOptions): Promise<EnginesUnderFaults> {
  const { folder, brokers, archive, say, cleanups } = options
  const engineFolder = engineFolderOf(folder)
  const links = await Links.start(engineFolder, brokers, say)
  cleanups.push(() => links.stop())
  // Only Linux has an address for each way between two brokers.
  const canIsolate = brokers === 3 && process.platform === 'linux'
  const brokerLinks = canIsolate ? await BrokerLinks.start(engineFolder, say) : undefined
  if (brokerLinks) cleanups.push(() => brokerLinks.stop())
  const only: readonly EngineName[] = archive === 'ferretdb' ? ['kafka', 'redis', 'mongo'] : ['kafka', 'redis']
  const { engines, environment } = await enginesUp({
    folder: engineFolder,
    only,
    brokers,
    kafkaBehind: links.ports.kafka,
    environment: {},
    say,
  })
  const embedded = archive === 'embedded' ? { APLAUSO_DATA: storesFolderOf(folder) } : {}
  const proxied = await putProxiesBefore(environment, engineFolder, links)
  const names = namesOf(engines)
  return {
    names: archive === 'ferretdb' ? names : { ...names, archive: `embedded ${embeddedEngines().archive}` },
    links,
    direct: { ...environment, ...embedded },
    proxied: { ...proxied, ...embedded },
    canIsolate,
    targets: targetsOf({ engineFolder, environment, links, brokerLinks, archive }),
  }
}

interface Parts {
  readonly engineFolder: string
  /** by which the engines are reached directly */
  readonly environment: Readonly<Record<string, string>>
  readonly links: Links
  readonly brokerLinks: BrokerLinks | undefined
  readonly archive: ArchiveName
}

function targetsOf({ engineFolder, environment, links, brokerLinks, archive }: Parts): EnginesUnderFaults['targets'] {
  const addresses = environment.KAFKA_BROKERS?.split(',') ?? []
  let copy: string | undefined
  return {
    parts: {
      redis: enginePart(engineFolder, 'redis'),
      ...(archive === 'ferretdb' ? { archive: enginePart(engineFolder, 'mongo') } : {}),
    },
    brokers: brokersOf({ folder: engineFolder, addresses, links: brokerLinks }),
    addPartition: async () => void (await addPartition(addresses, 'votes')),
    archive: archive === 'ferretdb' ? archiveDataOf(engineFolder) : undefined,
    breakLink: (link, effect) => links.break(link, effect),
    async copyRedis() {
      copy = await snapshotRedis(engineFolder)
    },
    async rollRedisBack() {
      if (!copy) throw new Error('there is no copy of Redis to roll back to')
      await rollBackRedis(engineFolder, copy)
    },
    emptyRedis: () => redisCommand(environment, ['FLUSHALL']),
  }
}

/** The engines' environment by way of the proxies. */
async function putProxiesBefore(
  direct: Readonly<Record<string, string>>,
  engineFolder: string,
  links: Links,
): Promise<Readonly<Record<string, string>>> {
  const kafka = kafkaBehind({ folder: engineFolder })
  if (!kafka) throw new Error('Kafka has no listeners for proxies')
  for (const { broker, upstream } of kafka.proxies) await links.connectBroker(broker, portOf(`tcp://${upstream}`))
  const through = async (link: 'redis' | 'archive', address: string) => {
    const url = new URL(address)
    await links.connect(link, portOf(address))
    url.port = String(links.ports[link])
    return url.href.replace(/\/$/, '')
  }
  return {
    ...direct,
    ...kafka.environment,
    UPSTASH_REDIS_REST_URL: await through('redis', direct.UPSTASH_REDIS_REST_URL ?? ''),
    ...(direct.MONGODB_URI === undefined ? {} : { MONGODB_URI: await through('archive', direct.MONGODB_URI) }),
  }
}

function portOf(address: string): number {
  return Number(new URL(address).port)
}

/** A real engine of a folder: killed with -9, and brought back with the same data and ports. */
function enginePart(folder: string, name: EngineName): Part {
  return {
    async kill() {
      await killEngine(folder, name)
      await enginesUp({ folder, only: [name], environment: {} })
    },
  }
}

/** The data of a folder's document server. */
function archiveDataOf(folder: string): ArchiveData {
  let copy: string | undefined
  return {
    async copy() {
      copy = await copyMongo(folder)
    },
    async restore() {
      if (!copy) throw new Error('there is no copy of the archive to restore')
      await restoreMongo(folder, copy)
    },
    replace: () => replaceMongo(folder),
  }
}
