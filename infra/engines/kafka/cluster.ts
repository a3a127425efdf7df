import { join } from 'node:path'
import { UsageError } from '../../terminal/command-line.ts'
import { readJson, readStates, writeJson } from '../folder.ts'
import type { PortName } from '../ports.ts'

/** How many brokers a folder's Kafka may have: one, or three of which any one may fail. */
export const brokerCounts = [1, 3] as const
export type BrokerCount = (typeof brokerCounts)[number]

/** The number that an option's text says. @throws UsageError */
export function brokerCountIn(text: string): BrokerCount {
  const brokers = brokerCounts.find((count) => String(count) === text)
  if (brokers === undefined) throw new UsageError(`--brokers must be ${brokerCounts.join(' or ')}, not "${text}"`)
  return brokers
}

/** The brokers by their `node.id`, each a controller as well. */
export type BrokerId = 1 | 2 | 3

/** The ids of a cluster's brokers. */
export function brokerIds(brokers: BrokerCount): readonly BrokerId[] {
  return brokers === 1 ? [1] : [1, 2, 3]
}

/** The names under which a broker's ports are remembered. The first broker's have no number. */
export function portNamesOf(id: BrokerId) {
  const suffix = id === 1 ? '' : (`${id}` as const)
  return {
    plain: `kafka${suffix}`,
    secure: `kafkaSecure${suffix}`,
    controller: `kafkaController${suffix}`,
    proxied: `kafkaProxied${suffix}`,
    replication: `kafkaReplication${suffix}`,
  } as const satisfies Readonly<Record<string, PortName>>
}

/** What the process of a broker is called in the folder's state. */
export function roleOf(id: BrokerId): string {
  return id === 1 ? 'kafka' : `kafka-${id}`
}

/** Where a broker keeps its data and log, inside Kafka's own folder. */
export function brokerFolder(own: string, id: BrokerId): string {
  return id === 1 ? own : join(own, `broker-${id}`)
}

/** The number of brokers of this folder's Kafka; undefined before its first start. */
export function rememberedBrokers(folder: string): BrokerCount | undefined {
  const noted = readJson<{ brokers: BrokerCount }>(fileIn(folder))?.brokers
  // Folders made before there was a choice have one broker.
  return noted ?? (readStates(folder).kafka || readJson(join(folder, 'kafka', 'secrets.json')) ? 1 : undefined)
}

/** Notes the number: the controllers' quorum cannot change it afterwards. */
export function rememberBrokers(folder: string, brokers: BrokerCount): void {
  writeJson(fileIn(folder), { brokers })
}

function fileIn(folder: string): string {
  return join(folder, 'kafka', 'cluster.json')
}
