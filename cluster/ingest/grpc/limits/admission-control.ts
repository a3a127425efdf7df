import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js'
import { statusOf } from '../status.ts'
import type { Arrived } from '../wire.ts'
import type { OpenCall, OpenCalls } from './open-calls.ts'

/**
 * Messages of one stream that are being worked on or acknowledged. Beyond it the stream is not read, and HTTP/2's flow
 * control stops the client.
 */
const maxUnansweredMessages = 4

/** What a vote takes in memory beside its bytes. */
const voteOverheadBytes = 1024

/** Health is told however many calls there are: whoever asks would otherwise think that the process is dead. */
const alwaysTaken = '/grpc.health.v1.Health/Check'

const ourService = '/aplauso.v1.VoteIngest/'

/** Made once: while there are too many calls, refusing one must cost little. */
const fullStatus = statusOf({ code: 'full' })

/** An interceptor that keeps what callers hold within the limits of `open`. */
export function admissionControl(open: OpenCalls): ServerInterceptor {
  return (method, next) => {
    const isStream = method.requestStream
    const isOurs = method.path.startsWith(ourService)
    const held: number[] = []
    let forget = () => {}
    const call: OpenCall = {
      peer: next.getPeer(),
      ...(isOurs
        ? {}
        : { endForStop: () => next.sendStatus(statusOf({ code: 'unavailable', message: 'The server is stopping' })) }),
    }
    const full = () => next.sendStatus(fullStatus)
    const release = () => {
      const bytes = held.shift()
      if (bytes !== undefined) open.release(bytes)
    }
    return new MeteredCall(
      next,
      {
        start(go) {
          go({
            onReceiveMetadata(metadata, deliver) {
              // What would be refused once its message is here is refused before it is read: that costs much less.
              const isInVain = isOurs && !isStream && !open.hasRoom()
              if (!open.enter(call, { isInVain, always: method.path === alwaysTaken })) return full()
              deliver(metadata)
            },
            onReceiveMessage(message, deliver) {
              delete call.readsSinceMs
              // Messages of other services, such as health checks, are small.
              if (!isOurs) return deliver(message)
              const bytes = costOf(message)
              if (!isStream) {
                if (!open.tryTake(bytes)) return full()
                held.push(bytes)
                return deliver(message)
              }
              forget = open.take(bytes, () => {
                held.push(bytes)
                deliver(message)
              })
            },
            onReceiveHalfClose(deliver) {
              delete call.readsSinceMs
              deliver()
            },
            onCancel() {
              forget()
              open.leave(call)
              while (held.length > 0) release()
            },
          })
        },
      },
      {
        call,
        mayRead: () => !isStream || held.length < maxUnansweredMessages,
        // A call of one message keeps its memory until its answer is sent: then it is gone, and `onCancel` is called.
        sent: isStream ? release : () => {},
      },
    )
  }
}

interface Reading {
  readonly call: OpenCall
  readonly mayRead: () => boolean
  readonly sent: () => void
}

/** A call that reads only when it may, and notes since when it waits for its client. */
class MeteredCall extends ServerInterceptingCall {
  readonly #reading: Reading
  #wantsToRead = false

  constructor(
    next: ConstructorParameters<typeof ServerInterceptingCall>[0],
    responder: ConstructorParameters<typeof ServerInterceptingCall>[1],
    reading: Reading,
  ) {
    super(next, responder)
    this.#reading = reading
  }

  override startRead(): void {
    const { call, mayRead } = this.#reading
    this.#wantsToRead = !mayRead()
    if (this.#wantsToRead) return
    call.readsSinceMs = performance.now()
    super.startRead()
  }

  override sendMessage(message: unknown, callback: () => void): void {
    const { call, sent } = this.#reading
    call.sendsSinceMs = performance.now()
    super.sendMessage(message, () => {
      delete call.sendsSinceMs
      sent()
      callback()
      if (this.#wantsToRead) this.startRead()
    })
  }
}

function costOf({ sizeBytes, mostVotes }: Arrived<unknown>): number {
  return sizeBytes + mostVotes * voteOverheadBytes
}
