import { type Hosts, loopback } from './hosts.ts'
import { host, type Ports } from './ports.ts'

/** The addresses of a running system. */
export interface Urls {
  readonly dashboard: string
  readonly edge: string
  /** `host:port` */
  readonly grpc: string
  readonly results: string
  readonly logs: string
}

export function urlsOf(ports: Ports, { reached }: Hosts = loopback): Urls {
  return {
    dashboard: `http://${reached}:${ports.dashboard}`,
    edge: `http://${reached}:${ports.edge}`,
    grpc: `${host}:${ports.grpc}`,
    results: `http://${reached}:${ports.results}`,
    logs: `http://${reached}:${ports.logs}`,
  }
}
