import { castBatch, type VoteClient } from '../../clients/cast/index.ts'

const firstPauseMs = 50
const never = new AbortController().signal

/**
 * A client that casts votes of unknown fate again under their ids until the door accepts or refuses them, as callers of the
 * gRPC server are meant to.
 * @param windowMs how long it goes on; after that the last answer counts
 */
export function retryingClient(client: VoteClient, windowMs: number): VoteClient {
  const options = { attempts: Number.POSITIVE_INFINITY, windowMs, firstPauseMs }
  return {
    name: client.name,
    close: () => client.close(),
    cast: async (votes) => [...(await castBatch(votes, client, options, never)).values()],
  }
}
