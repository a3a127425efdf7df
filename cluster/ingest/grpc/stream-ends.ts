import type { GrpcConfig } from './limits/config.ts'
import type { Connections } from './limits/connections.ts'
import type { UntilStop } from './stream-votes.ts'

/** grpc-js spreads the age of connections by a tenth, so that not all clients come again at once. */
const spread = 1.1

/** When streams have to end though their clients would go on: the server stops, or their connection is too old. */
export class StreamEnds {
  readonly #connections: Connections
  readonly #config: Pick<GrpcConfig, 'GRPC_MAX_CONNECTION_AGE_MS' | 'GRPC_MAX_CONNECTION_AGE_GRACE_MS'>
  readonly #stops = new Set<(reason: string) => void>()
  #stopped = false

  constructor(connections: Connections, config: GrpcConfig) {
    this.#connections = connections
    this.#config = config
  }

  readonly untilStop: UntilStop = (peer, stop) => {
    const timer = this.#timer(peer, stop)
    this.#stops.add(stop)
    if (this.#stopped) queueMicrotask(() => stop(stopReason))
    return () => {
      clearTimeout(timer)
      this.#stops.delete(stop)
    }
  }

  stop(): void {
    this.#stopped = true
    for (const stop of [...this.#stops]) stop(stopReason)
  }

  #timer(peer: string, stop: (reason: string) => void): ReturnType<typeof setTimeout> | undefined {
    const { GRPC_MAX_CONNECTION_AGE_MS: ageMs, GRPC_MAX_CONNECTION_AGE_GRACE_MS: graceMs } = this.#config
    if (ageMs === 0) return undefined
    const leftMs = ageMs * spread + graceMs / 2 - this.#connections.ageMs(peer)
    return setTimeout(() => stop('The connection is too old: please connect again'), Math.max(0, leftMs))
  }
}

const stopReason = 'The server is stopping: please connect again'
