import getPort from 'get-port'
import { isFree } from '../../engines/ports.ts'

/** The listeners, in the order of their ports. */
export const portNames = ['dashboard', 'edge', 'grpc', 'results', 'logs', 'relay', 'management'] as const

export type PortName = (typeof portNames)[number]
export type Ports = Readonly<Record<PortName, number>>

/** What everything listens on, but for pages that were opened to a network. */
export const host = '127.0.0.1'
export const defaultBasePort = 4_800

const meanings: Readonly<Record<PortName, string>> = {
  dashboard: 'the results page',
  edge: 'the edge (votes over HTTP)',
  grpc: 'the ingest server (votes over gRPC)',
  results: 'the results API',
  logs: 'the log API',
  relay: 'the relay between edge and log',
  management: "the consumer's metrics",
}

/** Ports are taken. The message names each with its purpose, and how to choose others. */
export class PortsTaken extends Error {
  constructor(taken: readonly string[], advice: string) {
    super([...taken, advice].join('\n'))
    this.name = 'PortsTaken'
  }
}

/** Consecutive ports from `base`, one for each name. */
export function portsFrom(base: number): Ports {
  const ports = portNames.map((name, index) => [name, base + index])
  return Object.fromEntries(ports) as Ports
}

/** Ports that are free at this moment. */
export async function freePorts(): Promise<Ports> {
  const ports: [PortName, number][] = []
  for (const name of portNames) ports.push([name, await getPort({ host, reserve: true })])
  return Object.fromEntries(ports) as Ports
}

/** Checks that nothing listens on the ports. @throws PortsTaken naming every port that is taken */
export async function requireFree(ports: Ports, listenHost = host): Promise<void> {
  const free = await areFree(ports, listenHost)
  const taken = portNames
    .filter((_, index) => !free[index])
    .map((name) => `Port ${ports[name]} is in use; it is needed for ${meanings[name]}.`)
  if (taken.length === 0) return
  throw new PortsTaken(
    taken,
    `Choose other ports with: npm start -- --port ${await freeBase(ports.dashboard, listenHost)}`,
  )
}

/** The next base, by thousands, from which all ports are free. */
async function freeBase(taken: number, listenHost: string): Promise<number> {
  for (let base = taken + 1_000; base !== taken; base = base > 63_000 ? defaultBasePort : base + 1_000) {
    if ((await areFree(portsFrom(base), listenHost)).every(Boolean)) return base
  }
  return taken
}

/** Of each name in order, whether its port is free on loopback and on the host. */
function areFree(ports: Ports, listenHost: string): Promise<readonly boolean[]> {
  const hosts = [...new Set([host, listenHost])]
  const isFreeOnAll = async (port: number) => {
    for (const one of hosts) if (!(await isFree(port, one))) return false
    return true
  }
  return Promise.all(portNames.map((name) => isFreeOnAll(ports[name])))
}
