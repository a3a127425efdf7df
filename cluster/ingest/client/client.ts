import { randomUUID } from 'node:crypto'
import type { Outcome } from '@aplauso/proto'
import { Client } from '@grpc/grpc-js'
import { type AcceptedMessage, method, type VoteMessage, type VotesMessage } from '../grpc/wire.ts'
import { type ConnectOptions, channelOf } from './channel.ts'
import { toCallFault } from './fault.ts'
import { type OutcomeMessage, toOutcome } from './outcome.ts'
import { openStream, type VoteStream } from './stream.ts'

export type { VoteMessage } from '../grpc/wire.ts'
export type { ConnectOptions } from './channel.ts'
export { CallFault } from './fault.ts'
export type { Acknowledgement, VoteStream } from './stream.ts'

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

/**
 * A client of the door at `address`: `host:port`, or the addresses (not names) of several instances with commas between
 * them, of which the first that answers is used (with TLS take a name for all, since the certificate is for a name).
 * It connects with the first call.
 * @example
 * const client = connect('127.0.0.1:4802')
 * const { id } = await client.castVote({ name: 'Alux Nahual', album: 'La Trampa', year: '1989', rank: '9.5' })
 */
export function connect(address: string, options: ConnectOptions = {}): IngestClient {
  const { target, credentials, settings } = channelOf(address, options)
  const client = new Client(target, credentials, settings)
  // A vote that may be sent again needs its id before it is sent first.
  const named = (vote: VoteMessage): VoteMessage =>
    options.retry && vote.id === undefined ? { ...vote, id: randomUUID() } : vote

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
    castVote: (vote, options) => call<VoteMessage, AcceptedMessage>('CastVote', named(vote), options),
    async castVotes(votes, options) {
      const { outcomes } = await call<VotesMessage, OutcomeMessages>('CastVotes', { votes: votes.map(named) }, options)
      return outcomes.map(toOutcome)
    },
    stream: () => openStream(client),
    close: () => client.close(),
  }
}
