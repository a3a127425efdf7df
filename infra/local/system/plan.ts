import { join } from 'node:path'
import { root } from '../../terminal/root.ts'
import type { ProcessSpec } from '../supervisor/index.ts'
import type { Hosts } from './hosts.ts'
import { host, type Ports } from './ports.ts'
import type { Secrets } from './secrets.ts'
import { urlsOf } from './urls.ts'

/** How the edge reaches the log. */
export type EdgeTransport = 'relay' | 'kafka'

export interface Plan {
  readonly ports: Ports
  /** of the pages and what they call; everything else listens on loopback */
  readonly hosts: Hosts
  readonly secrets: Secrets
  /** the environment variables that name the engines: `APLAUSO_DATA`, or the addresses of real ones */
  readonly stores: Readonly<Record<string, string>>
  /** through the relay, or to the Kafka that `stores` names */
  readonly edgeTransport: EdgeTransport
  /** where the edge keeps its outbox */
  readonly edgeData: string
  /** the built dashboard */
  readonly dashboard: string
  /** the address of a Grafana, to which the results page links */
  readonly grafana?: string | undefined
}

/**
 * The processes of a system in the order of their start. Each stage needs the stages before it; the processes within a
 * stage are independent. Every entry is the one that production runs, except the hosts of the edge and the dashboard.
 * @throws Error if the edge needs Kafka and `stores` names none
 */
export function stagesOf(plan: Plan): readonly (readonly ProcessSpec[])[] {
  return [[ingest(plan)], [consumer(plan)], [...functions(plan), edge(plan)], [dashboard(plan)]]
}

/** One for each 300 votes a second, which is more than one machine takes over HTTP with everything else on it. */
const outboxShards = 4

type Variables = Readonly<Record<string, string | number>>

function spec(name: string, path: string, variables: Variables): ProcessSpec {
  const environment = Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, String(value)]))
  return { name, entry: join(root, path), environment }
}

/** What both doors share. */
function doorKeys({ RELAY_KEY, VOTER_KEY }: Secrets): Variables {
  return { RELAY_KEY, VOTER_KEY }
}

function ingest({ stores, secrets, ports }: Plan): ProcessSpec {
  return spec('ingest', 'cluster/ingest/main.ts', {
    ...stores,
    ...doorKeys(secrets),
    GRPC_HOST: host,
    GRPC_PORT: ports.grpc,
    RELAY_HOST: host,
    RELAY_PORT: ports.relay,
  })
}

function consumer({ stores, ports }: Plan): ProcessSpec {
  return spec('consumer', 'cluster/consumer/main.ts', {
    ...stores,
    MANAGEMENT_HOST: host,
    MANAGEMENT_PORT: ports.management,
  })
}

/** What the processes that pages read have in common. */
function pageApi({ ports, hosts }: Plan): Variables {
  const origins = [urlsOf(ports, hosts).dashboard, urlsOf(ports).dashboard, `http://localhost:${ports.dashboard}`]
  return { HOST: hosts.listen, ALLOWED_ORIGINS: [...new Set(origins)].join(',') }
}

function functions(plan: Plan): readonly ProcessSpec[] {
  const { stores, ports, secrets } = plan
  const common = { ...stores, ...pageApi(plan) }
  return [
    spec('results', 'functions/results/main.ts', { ...common, PORT: ports.results }),
    spec('logs', 'functions/logs/main.ts', { ...common, PORT: ports.logs, EXPORT_KEY: secrets.EXPORT_KEY }),
  ]
}

function edge(plan: Plan): ProcessSpec {
  const { stores, secrets, ports, edgeTransport, edgeData } = plan
  return spec('edge', 'infra/local/edge/host.ts', {
    ...doorKeys(secrets),
    ...pageApi(plan),
    PORT: ports.edge,
    ...wayToLog(edgeTransport, stores, `http://${host}:${ports.relay}`),
    OUTBOX_SHARDS: outboxShards,
    APLAUSO_DATA: edgeData,
  })
}

function dashboard({ ports, hosts, dashboard: folder, grafana }: Plan): ProcessSpec {
  const urls = urlsOf(ports, hosts)
  return spec('dashboard', 'infra/local/dashboard/serve.ts', {
    HOST: hosts.listen,
    PORT: ports.dashboard,
    DASHBOARD_FOLDER: folder,
    EDGE_URL: urls.edge,
    RESULTS_URL: urls.results,
    LOGS_URL: urls.logs,
    ...(grafana ? { GRAFANA_URL: grafana } : {}),
  })
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
