import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js'
import type { Door } from '../accept/accept.ts'
import { acceptBatch } from './batch.ts'
import { type CallFailure, statusOf } from './status.ts'
import { type Arrived, type Encoded, encode, type VotesMessage } from './wire.ts'

type Call = ServerDuplexStream<Arrived<VotesMessage>, Encoded>
type Answer =
  | { readonly acknowledgement: Encoded; readonly failure?: undefined }
  | { readonly acknowledgement?: undefined; readonly failure: CallFailure }

/** Calls `stop` once when a stream has to end though its client would go on; returns how to forget about it. */
export type UntilStop = (peer: string, stop: (reason: string) => void) => () => void

/**
 * `StreamVotes`: an acknowledgement for each batch, in the batches' order. A fault of a whole batch ends the stream by
 * status after the acknowledgements of those before it. Where the stream has to stop, what has been read is acknowledged
 * and it ends with UNAVAILABLE: the client sends the rest elsewhere. How far it is read ahead, `limits/admission-control.ts` decides.
 */
export function streamVotes(door: Door, untilStop: UntilStop): handleBidiStreamingCall<Arrived<VotesMessage>, Encoded> {
  return (call) => {
    let ended = false
    let acknowledged = Promise.resolve()

    /** Ends the stream once, after the acknowledgements that are under way. */
    const end = (failure?: CallFailure) => {
      if (ended) return
      ended = true
      call.pause()
      forget()
      acknowledged = acknowledged.then(() => {
        if (failure) call.emit('error', statusOf(failure))
        else call.end()
      })
    }
    const forget = untilStop(call.getPeer(), (reason) => end({ code: 'unavailable', message: reason }))

    const acknowledge = async (answer: Promise<Answer>) => {
      const { acknowledgement, failure } = await answer
      if (failure) return end(failure)
      await write(call, acknowledgement)
    }

    call.on('data', (arrived: Arrived<VotesMessage>) => {
      if (ended) return arrived.answered?.(0)
      const answer = answerTo(door, arrived)
      acknowledged = acknowledged.then(() => acknowledge(answer))
    })
    call.on('end', () => end())
    call.on('cancelled', () => end())
  }
}

/** Takes a batch. Its answer is encoded at once, since it may have to wait for those before it and for the client. */
async function answerTo(door: Door, arrived: Arrived<VotesMessage>): Promise<Answer> {
  const reading = arrived.read()
  const { outcomes, failure } = await acceptBatch(door, reading)
  if (failure) {
    arrived.answered?.(0)
    return { failure }
  }
  const acknowledgement = encode.StreamVotes({ sequence: reading.message?.sequence ?? '0', outcomes })
  arrived.answered?.(acknowledgement.bytes.length)
  return { acknowledgement }
}

/** Writes a message; resolves when it is sent, or when the client is gone: one at a time waits in memory. */
function write(call: Call, message: Encoded): Promise<void> {
  return new Promise((resolve) => {
    if (call.cancelled) return resolve()
    const done = () => {
      call.off('cancelled', done)
      resolve()
    }
    call.on('cancelled', done)
    call.write(message, done)
  })
}
