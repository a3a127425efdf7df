import {
  ServerInterceptingCall,
  type ServerInterceptingCallInterface,
  type ServerInterceptor,
  type ServerListener,
} from '@grpc/grpc-js'
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

const stoppingStatus = statusOf({ code: 'unavailable', message: 'The server is stopping' })

type Method = Parameters<ServerInterceptor>[0]

export interface AdmissionOptions {
  readonly open: OpenCalls
  readonly messages: MessageBudget
  readonly ownerOf: OwnerOf
}

/** An interceptor that keeps what callers hold within the limits of `open` and `messages`. */
export function admissionControl(options: AdmissionOptions): ServerInterceptor {
  return (method, next) => new PacedCall(next, new AdmittedCall(options, method, next))
}

/** A call under admission control: what it holds, and what becomes of it as it arrives. */
class AdmittedCall implements OpenCall {
  readonly peer: string
  readonly owner: string
  readonly isStream: boolean
  readonly endForStop?: () => void
  readsSinceMs?: number
  sendsSinceMs?: number
  readonly #open: OpenCalls
  readonly #messages: MessageBudget
  readonly #method: Method
  readonly #next: ServerInterceptingCallInterface
  readonly #isOurs: boolean
  readonly #held: HeldBytes
  readonly #sinceMs = performance.now()
  #arrived: Arrived<unknown> | undefined
  #forget = () => {}

  constructor({ open, messages, ownerOf }: AdmissionOptions, method: Method, next: ServerInterceptingCallInterface) {
    this.peer = next.getPeer()
    this.owner = ownerOf(this.peer)
    this.isStream = method.requestStream || method.responseStream
    this.#open = open
    this.#messages = messages
    this.#method = method
    this.#next = next
    this.#isOurs = method.path.startsWith(ourService)
    this.#held = new HeldBytes(messages, this.owner)
    if (!this.#isOurs) this.endForStop = () => next.sendStatus(stoppingStatus)
  }

  isIdleSince(beforeMs: number): boolean {
    // Calls of other services, such as watches of health, serve their client alone: they give way like silent ones.
    if (!this.#isOurs) return this.#sinceMs <= beforeMs
    return this.#held.messages === 0 && this.readsSinceMs !== undefined && this.readsSinceMs <= beforeMs
  }

  endForRoom(): void {
    this.#next.sendStatus(endedStatus)
  }

  get mayRead(): boolean {
    return !this.#method.requestStream || this.#held.messages < maxUnansweredMessages
  }

  /** The client has read an answer. */
  wasRead(): void {
    this.#held.wasRead()
  }

  get listener(): ServerListener {
    return {
      onReceiveMetadata: (metadata, deliver) => this.#enter(() => deliver(metadata)),
      onReceiveMessage: (message, deliver) => this.#receive(message, () => deliver(message)),
      onReceiveHalfClose: (deliver) => this.#receiveEnd(deliver),
      onCancel: () => this.#leave(),
    }
  }

  #enter(deliver: () => void): void {
    const { requestStream, path } = this.#method
    // What would be refused once its message is here is refused before it is read: that costs much less.
    const isInVain = this.#isOurs && !requestStream && !this.#messages.hasRoom(this.owner)
    if (this.#open.enter(this, { isInVain, always: path === alwaysTaken })) deliver()
    else this.#refuse()
  }

  #receive(message: Arrived<unknown>, deliver: () => void): void {
    delete this.readsSinceMs
    // Messages of other services, such as health checks, are small.
    if (this.#isOurs) this.#arrived = message
    if (!this.#isOurs || !this.#method.requestStream) {
      deliver()
      return
    }
    const bytes = costOf(message)
    const waiting = { owner: this.owner, bytes, votes: message.mostVotes, isTaken: false }
    this.#forget = this.#messages.whenItsTurn(waiting, () => {
      message.answered = this.#held.hold(bytes)
      deliver()
    })
  }

  /** Only now does a call of one message begin its work: until its client is done it takes no more than its bytes. */
  #receiveEnd(deliver: () => void): void {
    delete this.readsSinceMs
    const message = this.#arrived
    if (!message || this.#method.requestStream) {
      deliver()
      return
    }
    const bytes = costOf(message)
    if (!this.#messages.tryTake(this.owner, bytes)) {
      this.#open.refused += 1
      this.#refuse()
      return
    }
    message.answered = this.#held.hold(bytes)
    const { mostVotes: votes } = message
    if (votes <= 1) deliver()
    else this.#forget = this.#messages.whenItsTurn({ owner: this.owner, bytes, votes, isTaken: true }, deliver)
  }

  #leave(): void {
    this.#forget()
    this.#open.leave(this)
    this.#held.releaseAll()
  }

  #refuse(): void {
    this.#next.sendStatus(fullStatus)
  }
}

/** Reads only when its call may, and notes since when the call waits for its client. */
class PacedCall extends ServerInterceptingCall {
  readonly #call: AdmittedCall
  #wantsToRead = false

  constructor(next: ServerInterceptingCallInterface, call: AdmittedCall) {
    super(next, { start: (go) => go(call.listener) })
    this.#call = call
  }

  override startRead(): void {
    this.#wantsToRead = !this.#call.mayRead
    if (this.#wantsToRead) return
    this.#call.readsSinceMs = performance.now()
    super.startRead()
  }

  override sendMessage(message: unknown, callback: () => void): void {
    this.#call.sendsSinceMs = performance.now()
    super.sendMessage(message, () => {
      delete this.#call.sendsSinceMs
      this.#call.wasRead()
      callback()
      if (this.#wantsToRead) this.startRead()
    })
  }
}

/** What a message takes in memory while it is judged and stored, by its bytes: empty votes make no records. */
function costOf({ sizeBytes, mostVotes }: Arrived<unknown>): number {
  return sizeBytes + Math.min(mostVotes * voteOverheadBytes, sizeBytes * mostOverheadTimes)
}
