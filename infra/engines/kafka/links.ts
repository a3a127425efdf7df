import { existsSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { engineFolder, writeJson } from '../folder.ts'
import { choosePorts, type Ports } from '../ports.ts'
import { type BrokerId, brokerIds, portNamesOf } from './cluster.ts'

/** The way from one broker to one listener of another, by a proxy of its own. */
export interface BrokerLink {
  readonly from: BrokerId
  readonly to: BrokerId
  /** `replication`: fetches of followers. `controller`: the quorum, and a broker's heartbeats. */
  readonly listener: 'replication' | 'controller'
  /** Of the proxy. */
  readonly name: string
  /** Where the proxy must listen: `host:port`. */
  readonly listen: string
  /** Where the broker listens for the others: `host:port`. */
  readonly upstream: string
}

const listeners = ['replication', 'controller'] as const

/**
 * Lets the three brokers of a folder reach each other only through proxies, one for each direction and listener, so that
 * one of them can be cut off from the others while clients still reach all. To be called before their first start; the
 * proxies must run before the brokers do. The folder remembers it.
 *
 * A broker has one address for all others, so who connects is recognised by where its name leads: each broker has a hosts
 * file of its own, in which broker `j` is 127.0.`i`.`j`.
 * @returns the links, each of which wants a proxy
 * @throws Error where the system has no loopback addresses but 127.0.0.1
 */
export async function linkBrokers(folder?: string): Promise<readonly BrokerLink[]> {
  if (process.platform !== 'linux') throw new Error('only Linux has a loopback address for each link between brokers')
  const own = engineFolder(folder)
  const names = brokerIds(3).flatMap((id) => listeners.map((listener) => portNamesOf(id)[listener]))
  const ports = await choosePorts(own, names, () => {})
  writeJson(fileIn(own), {})
  return brokerIds(3).flatMap((from) =>
    brokerIds(3)
      .filter((to) => to !== from)
      .flatMap((to) => listeners.map((listener) => linkOf(from, to, listener, ports))),
  )
}

/** Whether this folder's brokers reach each other through proxies. */
export function areLinked(folder: string): boolean {
  return existsSync(fileIn(folder))
}

/** The name by which brokers know a broker. */
export function nameOfBroker(id: BrokerId): string {
  return `broker-${id}.aplauso`
}

/** Where a broker finds another, or listens itself for the others. */
export function linkAddress(from: BrokerId, to: BrokerId): string {
  return `127.0.${from}.${to}`
}

/** A broker's own hosts file: with `jdk.net.hosts.file` the JVM asks nobody else for names. */
export function hostsFile(id: BrokerId): string {
  const brokers = brokerIds(3).map((to) => `${linkAddress(id, to)} ${nameOfBroker(to)}\n`)
  return ['127.0.0.1 localhost\n', `127.0.0.1 ${hostname()}\n`, ...brokers].join('')
}

function linkOf(from: BrokerId, to: BrokerId, listener: BrokerLink['listener'], ports: Ports): BrokerLink {
  const port = ports[portNamesOf(to)[listener]]
  return {
    from,
    to,
    listener,
    name: `${listener}-${from}-to-${to}`,
    listen: `${linkAddress(from, to)}:${port}`,
    upstream: `${linkAddress(to, to)}:${port}`,
  }
}

function fileIn(folder: string): string {
  return join(folder, 'kafka', 'links.json')
}
