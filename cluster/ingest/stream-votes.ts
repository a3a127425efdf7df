import type { handleBidiStreamingCall, ServerDuplexStream } from '@grpc/grpc-js'
import type { Door } from './accept.ts'
import { acceptBatch, type BatchAnswer } from './batch.ts'
import { type CallFailure, statusOf } from './status.ts'
import type { AcknowledgementMessage, Arrived, VotesMessage } from './wire.ts'

/**
 * Batches of one stream that are being stored. Beyond it the stream is not read: Node's stream reads 16 more ahead,
 * then HTTP/2's flow control stops the client.
 */
const maxPendingBatches = 4

type Call = ServerDuplexStream<Arrived<VotesMessage>, AcknowledgementMessage>

/**
 * `StreamVotes`: an acknowledgement for each batch, in the batches' order. A fault of a whole batch ends the stream by
 * status after the acknowledgements of those before it. When `stopping` fires, what has been read is acknowledged and
 * the stream ends with UNAVAILABLE: the client sends the rest elsewhere.
 */
export function streamVotes(
  door: Door,
  stopping: AbortSignal,
): handleBidiStreamingCall<Arrived<VotesMessage>, AcknowledgementMessage> {
  return (call) => {
    let pending = 0
    let ended = false
    let acknowledged = Promise.resolve()

    /** Ends the stream once, after the acknowledgements that are under way. */
    const end = (failure?: CallFailure) => {
      if (ended) return
      ended = true
      call.pause()
      stopping.removeEventListener('abort', stop)
      acknowledged = acknowledged.then(() => {
        if (failure) call.emit('error', statusOf(failure))
        else call.end()
      })
    }
    const stop = () => end({ code: 'unavailable', message: 'The server is stopping: please connect again' })

    const acknowledge = async (sequence: string | undefined, answer: Promise<BatchAnswer>) => {
      const { outcomes, failure } = await answer
      if (failure) return end(failure)
      await write(call, { sequence: sequence ?? '0', outcomes })
      pending -= 1
      if (!ended) call.resume()
    }

    call.on('data', (arrived: Arrived<VotesMessage>) => {
      if (ended) return
      pending += 1
      if (pending >= maxPendingBatches) call.pause()
      const answer = acceptBatch(door, arrived)
      acknowledged = acknowledged.then(() => acknowledge(arrived.message?.sequence, answer))
    })
    call.on('end', () => end())
    call.on('cancelled', () => end())
    stopping.addEventListener('abort', stop)
    if (stopping.aborted) stop()
  }
}

/** Writes a message; resolves when the stream takes another, or when the client is gone. */
function write(call: Call, message: AcknowledgementMessage): Promise<void> | undefined {
  if (call.cancelled || call.write(message)) return undefined
  return new Promise((resolve) => {
    const done = () => {
      call.off('drain', done)
      call.off('close', done)
      resolve()
    }
    call.on('drain', done)
    call.on('close', done)
  })
}
