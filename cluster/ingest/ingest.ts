import { type Registry, type Service, serveManagement } from '@aplauso/process'
import { builtInContests, hmacKey } from '@aplauso/proto'
import type { VoteLogProducer } from '@aplauso/stores'
import type { Door } from './accept/accept.ts'
import type { Complaints } from './accept/complaints.ts'
import { MeasuredProducer } from './accept/measured.ts'
import type { IngestConfig } from './config.ts'
import { type GrpcServer, startGrpc } from './grpc/server.ts'
import { ingestMetrics } from './metrics.ts'
import { startRelay } from './relay/server.ts'

/** How long open calls may take to be answered while stopping; what is left of ten seconds is the log's. */
const graceMs = 5_000

export interface Ingest extends Service {
  /** The ports listened at. */
  readonly ports: { readonly grpc: number; readonly relay?: number; readonly management?: number }
  /** What callers of the gRPC server hold at present. */
  readonly held: Pick<GrpcServer, 'open' | 'messages' | 'connections' | 'callersFaults'>
}

/** Starts gRPC server and relay over a log. @throws ConfigError if a port is taken */
export async function startIngest(
  config: IngestConfig,
  producer: VoteLogProducer,
  complaints: Complaints,
): Promise<Ingest> {
  const doors = { grpc: new MeasuredProducer(producer), relay: new MeasuredProducer(producer) }
  const shared = { contests: builtInContests, voterKey: await hmacKey(config.VOTER_KEY), complaints }
  let stopping = false
  const isReady = () => !stopping && producer.isUp()
  const grpc = await startGrpc(config, { ...shared, producer: doors.grpc }, isReady)
  const relay = await relayOf(config, { ...shared, producer: doors.relay })
  const registry = ingestMetrics(doors, grpc, () => producer.isUp())
  const management = await managementOf(config, registry, isReady)
  return {
    ports: {
      grpc: grpc.port,
      ...(relay ? { relay: relay.port } : {}),
      ...(management ? { management: management.port } : {}),
    },
    held: grpc,
    async stop() {
      stopping = true
      await Promise.all([grpc.stop(graceMs), relay?.stop(graceMs)])
      await producer.close()
      await management?.close()
    },
  }
}

async function relayOf({ RELAY_HOST, RELAY_PORT, RELAY_KEY }: IngestConfig, door: Door) {
  if (RELAY_PORT === undefined || RELAY_KEY === undefined) return undefined
  return startRelay({ address: { host: RELAY_HOST, port: RELAY_PORT }, key: await hmacKey(RELAY_KEY) }, door)
}

async function managementOf(
  { MANAGEMENT_HOST, MANAGEMENT_PORT }: IngestConfig,
  registry: Registry,
  isReady: () => boolean,
) {
  if (MANAGEMENT_PORT === undefined) return undefined
  return serveManagement({ host: MANAGEMENT_HOST, port: MANAGEMENT_PORT, registry, isReady })
}
