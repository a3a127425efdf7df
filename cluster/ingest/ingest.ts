import type { Logger, Service } from '@aplauso/process'
import { builtInContests, hmacKey } from '@aplauso/proto'
import type { VoteLogProducer } from '@aplauso/stores'
import type { Door } from './accept.ts'
import { Complaints } from './complaints.ts'
import type { IngestConfig } from './config.ts'
import { startRelay } from './relay/server.ts'
import { startGrpc } from './server.ts'

/** How long open calls may take to be answered while stopping; what is left of ten seconds is the log's. */
const graceMs = 5_000

export interface Ingest extends Service {
  /** The ports listened at. */
  readonly ports: { readonly grpc: number; readonly relay?: number }
}

/** Starts gRPC server and relay over a log. @throws ConfigError where a port cannot be had */
export async function startIngest(config: IngestConfig, producer: VoteLogProducer, log: Logger): Promise<Ingest> {
  const door: Door = {
    producer,
    contests: builtInContests,
    voterKey: await hmacKey(config.VOTER_KEY),
    complaints: new Complaints(log),
  }
  const grpc = await startGrpc({ host: config.GRPC_HOST, port: config.GRPC_PORT }, door)
  const relay = await relayOf(config, door)
  return {
    ports: { grpc: grpc.port, ...(relay ? { relay: relay.port } : {}) },
    async stop() {
      await Promise.all([grpc.stop(graceMs), relay?.stop(graceMs)])
      await producer.close()
    },
  }
}

async function relayOf({ RELAY_HOST, RELAY_PORT, RELAY_KEY }: IngestConfig, door: Door) {
  if (RELAY_PORT === undefined || RELAY_KEY === undefined) return undefined
  return startRelay({ address: { host: RELAY_HOST, port: RELAY_PORT }, key: await hmacKey(RELAY_KEY) }, door)
}
