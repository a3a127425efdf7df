import { Server, ServerCredentials } from '@grpc/grpc-js'
import type { Door } from './accept.ts'
import { castVote } from './cast-vote.ts'
import { castVotes } from './cast-votes.ts'
import type { Address, Listening } from './listening.ts'
import { bindFault } from './listening.ts'
import { streamVotes } from './stream-votes.ts'
import { maxMessageBytes, voteIngest } from './wire.ts'

/** Starts the gRPC server. @throws ConfigError where the address cannot be had */
export async function startGrpc({ host, port }: Address, door: Door): Promise<Listening> {
  const stopping = new AbortController()
  const server = new Server({
    'grpc.max_receive_message_length': maxMessageBytes,
    'grpc.max_concurrent_streams': 1_000,
    // Clients that vanished without a word are noticed.
    'grpc.keepalive_time_ms': 60_000,
    'grpc.keepalive_timeout_ms': 20_000,
  })
  server.addService(voteIngest, {
    CastVote: castVote(door),
    CastVotes: castVotes(door),
    StreamVotes: streamVotes(door, stopping.signal),
  })
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(
      `${host.includes(':') ? `[${host}]` : host}:${port}`,
      ServerCredentials.createInsecure(),
      (error, actual) => {
        if (error) reject(bindFault('GRPC', { host, port }, error))
        else resolve(actual)
      },
    )
  })
  return {
    port: bound,
    async stop(graceMs) {
      const closed = new Promise<void>((resolve) => server.tryShutdown(() => resolve()))
      stopping.abort()
      const timer = setTimeout(() => server.forceShutdown(), graceMs)
      await closed
      clearTimeout(timer)
    },
  }
}
