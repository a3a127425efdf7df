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

export function urlsOf(ports: Ports): Urls {
  return {
    dashboard: `http://${host}:${ports.dashboard}`,
    edge: `http://${host}:${ports.edge}`,
    grpc: `${host}:${ports.grpc}`,
    results: `http://${host}:${ports.results}`,
    logs: `http://${host}:${ports.logs}`,
  }
}
