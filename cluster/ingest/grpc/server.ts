import { Server, ServerCredentials } from '@grpc/grpc-js'
import type { Door } from '../accept/accept.ts'
import type { Listening } from '../listening.ts'
import { CallersFaults } from './callers-faults.ts'
import { castVote } from './cast-vote.ts'
import { castVotes } from './cast-votes.ts'
import { addHealth } from './health.ts'
import { admissionControl } from './limits/admission-control.ts'
import type { GrpcConfig } from './limits/config.ts'
import { Connections } from './limits/connections.ts'
import { http2ServersOf, widenWindow } from './limits/flow-control-window.ts'
import { closeLingering } from './limits/lingering-streams.ts'
import { guardMemory } from './limits/memory-guard.ts'
import { MessageBudget } from './limits/message-budget.ts'
import { OpenCalls } from './limits/open-calls.ts'
import { byAddress, byConnection } from './limits/owner.ts'
import { addReflection } from './reflection.ts'
import { StreamEnds } from './stream-ends.ts'
import { streamVotes } from './stream-votes.ts'
import type { Tls } from './tls.ts'
import { voteIngest } from './wire.ts'

/** Of the memory for all bytes on their way, what one owner's answers may take. */
const unreadShare = 1 / 128

export interface GrpcServer extends Listening {
  readonly open: OpenCalls
  readonly messages: MessageBudget
  readonly connections: Connections
  readonly callersFaults: CallersFaults
}

/** @throws ConfigError if the address is not available */
export async function startGrpc(
  config: GrpcConfig & { readonly tls?: Tls },
  door: Door,
  isUp: () => boolean,
): Promise<GrpcServer> {
  const ownerOf = config.GRPC_DIRECT_CLIENTS ? byAddress : byConnection
  const open = new OpenCalls({ maxCalls: config.GRPC_MAX_CALLS })
  const messages = new MessageBudget({
    maxPendingBytes: config.GRPC_MAX_PENDING_BYTES,
    maxUnreadBytes: Math.floor(config.GRPC_MAX_BUFFERED_BYTES * unreadShare),
  })
  const interceptors = [admissionControl({ open, messages, ownerOf })]
  const server = new Server({ ...channelOptions(config), interceptors })
  const injector = server.createConnectionInjector(credentialsOf(config.tls))
  const callersFaults = new CallersFaults()
  for (const http2Server of http2ServersOf(server)) {
    callersFaults.watch(http2Server)
    widenWindow(http2Server)
    closeLingering(http2Server)
  }
  const connections = new Connections(config.GRPC_MAX_CONNECTIONS, (socket) => injector.injectConnection(socket))
  const ends = new StreamEnds(connections, config)
  server.addService(voteIngest, {
    CastVote: castVote(door),
    CastVotes: castVotes(door),
    StreamVotes: streamVotes(door, ends.untilStop),
  })
  const endHealth = addHealth(server, isUp)
  if (config.GRPC_REFLECTION) addReflection(server)
  const port = await connections.listen({ host: config.GRPC_HOST, port: config.GRPC_PORT }).catch((error) => {
    endHealth()
    throw error
  })
  const unwatch = guardMemory({
    open,
    connections,
    maxBufferedBytes: config.GRPC_MAX_BUFFERED_BYTES,
    maxMessageBytes: config.GRPC_MAX_MESSAGE_BYTES,
    onCut: (cut, bufferedBytes) => door.complaints.cut(cut, bufferedBytes),
  })
  return {
    port,
    open,
    messages,
    connections,
    callersFaults,
    async stop(graceMs) {
      endHealth()
      const closed = connections.closed()
      const answered = new Promise<void>((resolve) => server.tryShutdown(() => resolve()))
      ends.stop()
      for (const { endForStop } of [...open]) endForStop?.()
      const timer = setTimeout(() => {
        server.forceShutdown()
        connections.destroyAll()
      }, graceMs)
      await Promise.all([answered, closed])
      clearTimeout(timer)
      unwatch()
    },
  }
}

/** 0 means never; grpc-js knows it as a setting left out. */
function channelOptions(config: GrpcConfig) {
  const { GRPC_MAX_CONNECTION_AGE_MS: ageMs, GRPC_MAX_CONNECTION_IDLE_MS: idleMs } = config
  return {
    'grpc.max_receive_message_length': config.GRPC_MAX_MESSAGE_BYTES,
    'grpc.max_concurrent_streams': config.GRPC_MAX_STREAMS,
    'grpc.keepalive_time_ms': config.GRPC_KEEPALIVE_TIME_MS,
    'grpc.keepalive_timeout_ms': config.GRPC_KEEPALIVE_TIMEOUT_MS,
    'grpc.max_connection_age_grace_ms': config.GRPC_MAX_CONNECTION_AGE_GRACE_MS,
    ...(ageMs > 0 ? { 'grpc.max_connection_age_ms': ageMs } : {}),
    ...(idleMs > 0 ? { 'grpc.max_connection_idle_ms': idleMs } : {}),
  }
}

function credentialsOf(tls: Tls | undefined): ServerCredentials {
  if (!tls) return ServerCredentials.createInsecure()
  const { cert, key, clientCa } = tls
  return ServerCredentials.createSsl(clientCa ?? null, [{ private_key: key, cert_chain: cert }], clientCa !== undefined)
}
