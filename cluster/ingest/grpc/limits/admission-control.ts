import { ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js'
import { statusOf } from '../status.ts'
import type { Arrived } from '../wire.ts'
import { HeldBytes } from './held-bytes.ts'
import type { MessageBudget } from './message-budget.ts'
import type { OpenCall, OpenCalls } from './open-calls.ts'
import type { OwnerOf } from './owner.ts'

/**
 * Messages of one stream that are being worked on or acknowledged. Beyond it the stream is not read, and HTTP/2's flow
 * control stops the client.
 */
const maxUnansweredMessages = 4

/** What a vote takes in memory beside its bytes, at most; a record is at most so many times its vote's bytes long. */
const voteOverheadBytes = 1024
const mostOverheadTimes = 32

/** Health is answered however many calls there are: whoever asks would otherwise think that the process is dead. */
const alwaysTaken = '/grpc.health.v1.Health/Check'

const ourService = '/aplauso.v1.VoteIngest/'

/** Made once: while there are too many calls, refusing one must cost little. */
const fullStatus = statusOf({ code: 'full' })
const endedStatus = statusOf({
  code: 'unavailable',
  message: 'Others need the place of this silent call: please open another',
})

export interface AdmissionOptions {
  readonly open: OpenCalls
  readonly messages: MessageBudget
  readonly ownerOf: OwnerOf
}

/** An interceptor that keeps what callers hold within the limits of `open` and `messages`. */
export function admissionControl({ open, messages, ownerOf }: AdmissionOptions): ServerInterceptor {
  return (method, next) => {
    const isStream = method.requestStream
    const isOurs = method.path.startsWith(ourService)
    const peer = next.getPeer()
    const owner = ownerOf(peer)
    const held = new HeldBytes(messages, owner)
    const sinceMs = performance.now()
    let forget = () => {}
    let arrived: Arrived<unknown> | undefined
    const hold = (bytes: number) => {
      if (arrived) arrived.answered = held.hold(bytes)
    }
    const call: OpenCall = {
      peer,
      owner,
      isStream: isStream || method.responseStream,
      isIdleSince(beforeMs) {
        // Calls of other services, such as watches of health, serve their client alone: they give way like silent ones.
        if (!isOurs) return sinceMs <= beforeMs
        return held.messages === 0 && call.readsSinceMs !== undefined && call.readsSinceMs <= beforeMs
      },
      endForRoom: () => next.sendStatus(endedStatus),
      ...(isOurs
        ? {}
        : { endForStop: () => next.sendStatus(statusOf({ code: 'unavailable', message: 'The server is stopping' })) }),
    }
    const full = () => next.sendStatus(fullStatus)
    return new MeteredCall(
      next,
      {
        start(go) {
          go({
            onReceiveMetadata(metadata, deliver) {
              // What would be refused once its message is here is refused before it is read: that costs much less.
              const isInVain = isOurs && !isStream && !messages.hasRoom(owner)
              if (!open.enter(call, { isInVain, always: method.path === alwaysTaken })) return full()
              deliver(metadata)
            },
            onReceiveMessage(message, deliver) {
              delete call.readsSinceMs
              // Messages of other services, such as health checks, are small.
              if (!isOurs) return deliver(message)
              const received: Arrived<unknown> = message
              arrived = received
              if (!isStream) return deliver(message)
              const bytes = costOf(received)
              const { mostVotes: votes } = received
              forget = messages.whenItsTurn({ owner, bytes, votes, isTaken: false }, () => {
                hold(bytes)
                deliver(message)
              })
            },
            onReceiveHalfClose(deliver) {
              delete call.readsSinceMs
              if (!arrived || isStream) return deliver()
              // Only now does a call of one message begin its work: until its client is done it takes no more than its bytes.
              const bytes = costOf(arrived)
              if (!messages.tryTake(owner, bytes)) {
                open.refused += 1
                return full()
              }
              hold(bytes)
              const { mostVotes: votes } = arrived
              if (votes <= 1) return deliver()
              forget = messages.whenItsTurn({ owner, bytes, votes, isTaken: true }, deliver)
            },
            onCancel() {
              forget()
              open.leave(call)
              held.releaseAll()
            },
          })
        },
      },
      {
        call,
        mayRead: () => !isStream || held.messages < maxUnansweredMessages,
        sent: () => held.wasRead(),
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

/** What a message takes in memory while it is judged and stored, by its bytes: empty votes make no records. */
function costOf({ sizeBytes, mostVotes }: Arrived<unknown>): number {
  return sizeBytes + Math.min(mostVotes * voteOverheadBytes, sizeBytes * mostOverheadTimes)
}
