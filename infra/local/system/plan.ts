import { join } from 'node:path'
import { root } from '../../terminal/root.ts'
import type { ProcessSpec } from '../supervisor/index.ts'
import { host, type Ports } from './ports.ts'
import type { Secrets } from './secrets.ts'
import { urlsOf } from './urls.ts'

/** The ways from the edge to the log. */
export type EdgeTransport = 'relay' | 'kafka'

export interface Plan {
  readonly ports: Ports
  readonly secrets: Secrets
  /** the environment variables that name the engines: `APLAUSO_DATA`, or the addresses of real ones */
  readonly stores: Readonly<Record<string, string>>
  /** the edge's way to the log: through the relay, or to the Kafka that `stores` names */
  readonly edgeTransport: EdgeTransport
  /** where the edge keeps its outbox */
  readonly edgeData: string
  /** the built dashboard */
  readonly dashboard: string
  /** address of a Grafana, for a link on the results page */
  readonly grafana?: string | undefined
}

/**
 * The processes of a system, in the order of their start: each stage needs the ones before it, those within a stage do
 * not need each other. Every one is the entry that production runs, but for the edge's and the dashboard's host.
 * @throws Error where the edge shall write to Kafka and `stores` names none
 */
export function stagesOf({
  ports,
  secrets,
  stores,
  edgeTransport,
  edgeData,
  dashboard,
  grafana,
}: Plan): readonly (readonly ProcessSpec[])[] {
  const urls = urlsOf(ports)
  const origins = `${urls.dashboard},http://localhost:${ports.dashboard}`
  const process = (
    name: string,
    path: string,
    environment: Readonly<Record<string, string | number>>,
  ): ProcessSpec => ({
    name,
    entry: join(root, path),
    environment: Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, String(value)])),
  })
  const pages = { HOST: host, ALLOWED_ORIGINS: origins }
  return [
    [
      process('ingest', 'cluster/ingest/main.ts', {
        ...stores,
        ...secrets,
        GRPC_HOST: host,
        GRPC_PORT: ports.grpc,
        RELAY_HOST: host,
        RELAY_PORT: ports.relay,
      }),
    ],
    [
      process('consumer', 'cluster/consumer/main.ts', {
        ...stores,
        MANAGEMENT_HOST: host,
        MANAGEMENT_PORT: ports.management,
      }),
    ],
    [
      process('results', 'functions/results/main.ts', { ...stores, ...pages, PORT: ports.results }),
      process('logs', 'functions/logs/main.ts', { ...stores, ...pages, PORT: ports.logs }),
      process('edge', 'infra/local/edge/host.ts', {
        ...secrets,
        ...pages,
        PORT: ports.edge,
        ...wayToLog(edgeTransport, stores, `http://${host}:${ports.relay}`),
        APLAUSO_DATA: edgeData,
      }),
    ],
    [
      process('dashboard', 'infra/local/dashboard/serve.ts', {
        HOST: host,
        PORT: ports.dashboard,
        DASHBOARD_FOLDER: dashboard,
        EDGE_URL: urls.edge,
        RESULTS_URL: urls.results,
        LOGS_URL: urls.logs,
        ...(grafana ? { GRAFANA_URL: grafana } : {}),
      }),
    ],
  ]
}

function wayToLog(
  transport: EdgeTransport,
  stores: Plan['stores'],
  relayUrl: string,
): Readonly<Record<string, string>> {
  if (transport === 'relay') return { RELAY_URL: relayUrl }
  if (!stores.KAFKA_BROKERS) throw new Error('The edge can write to Kafka itself only on real engines.')
  return Object.fromEntries(Object.entries(stores).filter(([name]) => name.startsWith('KAFKA_')))
}
