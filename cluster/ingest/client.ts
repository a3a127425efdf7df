import type { Outcome } from '@aplauso/proto'
import { Client, credentials } from '@grpc/grpc-js'
import { toCallFault } from './client/fault.ts'
import { type OutcomeMessage, toOutcome } from './client/outcome.ts'
import { openStream, type VoteStream } from './client/stream.ts'
import { type AcceptedMessage, method, type VoteMessage, type VotesMessage } from './wire.ts'

export { CallFault } from './client/fault.ts'
export type { Acknowledgement, VoteStream } from './client/stream.ts'
export type { VoteMessage } from './wire.ts'

export interface CallOptions {
  /** How long to wait for the answer, in milliseconds. */
  readonly deadlineMs?: number
}

/** A client of the gRPC door. Calls that fail reject with a `CallFault`. */
export interface IngestClient {
  /** Casts one vote; resolves when it was accepted. @throws CallFault */
  castVote(vote: VoteMessage, options?: CallOptions): Promise<AcceptedMessage>
  /** Casts a batch; resolves with each vote's outcome in order. @throws CallFault for the batch as a whole */
  castVotes(votes: readonly VoteMessage[], options?: CallOptions): Promise<readonly Outcome[]>
  /** Opens a stream of batches. */
  stream(): VoteStream
  /** Closes the connection; open calls are ended. */
  close(): void
}

const defaultDeadlineMs = 15_000

interface OutcomeMessages {
  readonly outcomes: readonly OutcomeMessage[]
}

/** A client of the door at `address` (`host:port`). It connects with the first call. */
export function connect(address: string): IngestClient {
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 2_000,
  })

  function call<Request extends object, Response>(name: string, request: Request, options: CallOptions = {}) {
    const { path, requestSerialize, responseDeserialize } = method(name)
    const deadline = Date.now() + (options.deadlineMs ?? defaultDeadlineMs)
    return new Promise<Response>((resolve, reject) => {
      client.makeUnaryRequest<object, object>(
        path,
        requestSerialize,
        responseDeserialize,
        request,
        { deadline },
        (error, response) => (error ? reject(toCallFault(error)) : resolve(response as Response)),
      )
    })
  }

  return {
    castVote: (vote, options) => call<VoteMessage, AcceptedMessage>('CastVote', vote, options),
    async castVotes(votes, options) {
      const { outcomes } = await call<VotesMessage, OutcomeMessages>('CastVotes', { votes }, options)
      return outcomes.map(toOutcome)
    },
    stream: () => openStream(client),
    close: () => client.close(),
  }
}
