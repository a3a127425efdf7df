import { messageOf } from '@aplauso/process/portable'
import { edgeClient, grpcClient, type VoteClient } from '../clients/cast/index.ts'
import { type CountReader, type EdgeTransport, withCounts } from '../local/system/index.ts'
import { withSystem } from '../local/with-system.ts'
import { type Output, untilInterrupted } from '../terminal/index.ts'
import { type ReadTotal, totalAt } from './counting.ts'
import type { Target } from './report.ts'

/** A running system that somebody else started. */
export interface NamedSystem {
  readonly edge?: string | undefined
  readonly grpc?: string | undefined
  readonly results: string
}

export interface LoadedSystemOptions {
  readonly target: Target
  /** by default a system of its own is started */
  readonly named?: NamedSystem | undefined
  /** whether the system of its own uses real engines instead of the embedded ones */
  readonly engines: boolean
  /** how the edge of the system of its own reaches the log */
  readonly edgeTransport: EdgeTransport
}

/** The system under load, as the load sees it. */
export interface LoadedSystem {
  readonly clients: readonly VoteClient[]
  readonly total: ReadTotal
  /** Whether archive, tally and results hold the same number; always true for a named system, where only results are read. */
  readonly placesAgree: () => Promise<boolean>
  readonly signal: AbortSignal
}

/**
 * Does work on a running system: the named one, or one of its own on free ports and in a temporary folder, which is
 * stopped and removed afterwards.
 * @throws ProcessDied, EnginesError, Interrupted, and what the work throws
 */
export function withLoadedSystem<Result>(
  { target, named, engines, edgeTransport }: LoadedSystemOptions,
  output: Output,
  work: (system: LoadedSystem) => Promise<Result>,
): Promise<Result> {
  if (named)
    return untilInterrupted((signal) =>
      withClients(target, named, (clients) =>
        work({ clients, total: totalAt(named.results), placesAgree: async () => true, signal }),
      ),
    )
  return withSystem({ engines: engines ? 'own' : 'embedded', edgeTransport }, output, (system) =>
    withCounts(system, (reader) =>
      withClients(target, system.urls, (clients) =>
        work({
          clients,
          total: totalAt(system.urls.results),
          placesAgree: () => placesAgree(reader, output),
          signal: system.signal,
        }),
      ),
    ),
  )
}

async function placesAgree(reader: CountReader, output: Output): Promise<boolean> {
  try {
    const { archive, tally, counted } = await reader.read()
    return tally === archive && counted === archive
  } catch (error) {
    output.say(`Archive, tally and results cannot be compared: ${messageOf(error)}`)
    return false
  }
}

async function withClients<Result>(
  target: Target,
  { edge, grpc }: Pick<NamedSystem, 'edge' | 'grpc'>,
  work: (clients: readonly VoteClient[]) => Promise<Result>,
): Promise<Result> {
  const clients = [
    ...(target !== 'grpc' && edge !== undefined ? [edgeClient(edge)] : []),
    ...(target !== 'edge' && grpc !== undefined ? [grpcClient(grpc)] : []),
  ]
  try {
    return await work(clients)
  } finally {
    for (const client of clients) client.close()
  }
}
