import type { Outcome } from '@aplauso/proto'
import type { Client, ServiceError } from '@grpc/grpc-js'
import { method, type VoteMessage } from '../grpc/wire.ts'
import { toCallFault } from './fault.ts'
import { type OutcomeMessage, toOutcome } from './outcome.ts'

interface AcknowledgementMessage {
  readonly sequence?: string
  readonly outcomes: readonly OutcomeMessage[]
}

/** What became of one batch of a stream. */
export interface Acknowledgement {
  readonly sequence: number
  readonly outcomes: readonly Outcome[]
}

/** An open stream of batches; iterate over it for the acknowledgements, which come in the batches' order. */
export interface VoteStream extends AsyncIterable<Acknowledgement> {
  /**
   * Sends a batch under a number of the caller's; resolves when the stream takes another, or is over. One at a time:
   * wait for it before the next.
   */
  send(sequence: number, votes: readonly VoteMessage[]): Promise<void>
  /** Says that no batch follows; the iteration ends after the last acknowledgement. */
  end(): void
  /** Breaks the stream off; what was not acknowledged may be stored or not. */
  cancel(): void
}

/** Opens a stream. Its iteration throws a `CallFault` where the door ends it with a status. */
export function openStream(client: Client): VoteStream {
  const { path, requestSerialize, responseDeserialize } = method('StreamVotes')
  const call = client.makeBidiStreamRequest<object, object>(path, requestSerialize, responseDeserialize)
  // The iteration throws it; a stream that nobody iterates over must not end the process.
  call.on('error', () => {})
  let isOver = false
  let goOn = () => {}
  call.on('drain', () => goOn())
  call.on('status', () => {
    isOver = true
    goOn()
  })
  return {
    async send(sequence, votes) {
      // Into a stream that is over nothing is sent; the iteration says why.
      if (isOver || call.write({ sequence: String(sequence), votes })) return
      await new Promise<void>((resolve) => {
        goOn = resolve
      })
    },
    end: () => call.end(),
    cancel: () => call.cancel(),
    async *[Symbol.asyncIterator]() {
      try {
        for await (const message of call) {
          const { sequence = '0', outcomes } = message as AcknowledgementMessage
          yield { sequence: Number(sequence), outcomes: outcomes.map(toOutcome) }
        }
      } catch (error) {
        throw toCallFault(error as ServiceError)
      }
    },
  }
}
