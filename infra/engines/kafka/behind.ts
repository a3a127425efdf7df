import { join } from 'node:path'
import { engineFolder, readJson, readStates, writeJson } from '../folder.ts'
import { rememberedPorts } from '../ports.ts'
import { type BrokerId, brokerIds, portNamesOf, rememberedBrokers } from './cluster.ts'

/** A proxy before one broker. */
export interface BrokerProxy {
  readonly broker: BrokerId
  /** Where the broker listens for the proxy: `host:port`. */
  readonly upstream: string
  /** Where the proxy must listen: `host:port`. */
  readonly listen: string
}

/** Listeners of Kafka that proxies stand before, one for each broker. */
export interface KafkaBehind {
  readonly proxies: readonly BrokerProxy[]
  /** How programs reach Kafka through the proxies. */
  readonly environment: Readonly<Record<string, string>>
}

/** Where the proxies of this folder's Kafka belong; `undefined` where `enginesUp` was not given any. */
export function kafkaBehind(where: { readonly folder?: string } = {}): KafkaBehind | undefined {
  const folder = engineFolder(where.folder)
  const ports = rememberedPorts(folder)
  const proxies = brokerIds(rememberedBrokers(folder) ?? 1).flatMap((broker): BrokerProxy[] => {
    const port = behindPort(folder, broker)
    const upstream = ports[portNamesOf(broker).proxied]
    return port === undefined || upstream === undefined
      ? []
      : [{ broker, upstream: `127.0.0.1:${upstream}`, listen: `127.0.0.1:${port}` }]
  })
  if (proxies.length === 0) return undefined
  const direct = readStates(folder).kafka?.environment
  const brokers = proxies.map(({ listen }) => listen).join(',')
  return { proxies, environment: { ...direct, KAFKA_BROKERS: brokers } }
}

/** The port that a broker advertises for its proxy. */
export function behindPort(folder: string, broker: BrokerId): number | undefined {
  return behindPorts(folder)?.[broker - 1]
}

/** The ports that the brokers advertise for their proxies, in the brokers' order. */
export function behindPorts(folder: string): readonly number[] | undefined {
  return readJson<{ ports: readonly number[] }>(fileIn(folder))?.ports
}

/** Makes the brokers advertise the ports from their next start on. */
export function rememberBehind(folder: string, ports: readonly number[]): void {
  writeJson(fileIn(folder), { ports })
}

function fileIn(folder: string): string {
  return join(folder, 'kafka', 'behind.json')
}
