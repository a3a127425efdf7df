import { createRequire } from 'node:module'
import { type Field, limits, type Outcome } from '@aplauso/proto'
import type { MethodDefinition, ServiceDefinition } from '@grpc/grpc-js'
import { BufferReader, loadSync, type NamespaceBase, type Type } from 'protobufjs'
import { countVotes } from './count-votes.ts'

/** A vote's message: absent fields are absent, year and rank are texts. */
export type VoteMessage = Readonly<Partial<Record<Field, string>>>

export interface VotesMessage {
  readonly votes: readonly VoteMessage[]
  /** Decimal text: it may be beyond what a JavaScript number holds. */
  readonly sequence?: string
}

export interface AcceptedMessage {
  readonly id: string
  readonly contest: string
}

export interface OutcomesMessage {
  readonly outcomes: readonly Outcome[]
}

export interface AcknowledgementMessage extends OutcomesMessage {
  readonly sequence: string
}

/** Why a message was not taken; `too_many`: it holds more votes than one may. */
export type ArrivalFault = 'too_large' | 'too_many' | 'malformed'

/** What was read of a request: its message, or why there is none. Faults are answered by the handlers, with details. */
export type Reading<Message> =
  | { readonly message: Message; readonly fault?: undefined }
  | { readonly message?: undefined; readonly fault: ArrivalFault }

/** A request as it arrived, not read yet: so what waits for its turn takes its bytes alone. */
export interface Arrived<Message> {
  readonly sizeBytes: number
  /** how many votes it holds, at most; more than one may where it surely holds more */
  readonly mostVotes: number
  read(): Reading<Message>
  /** Set by admission control, for batches: what became of the votes is known, from now on only the answer is held. */
  answered?: (answerBytes: number) => void
}

/** An answer in bytes already: while it waits for its client it takes no more than them. */
export class Encoded {
  readonly bytes: Buffer

  constructor(bytes: Buffer) {
    this.bytes = bytes
  }
}

/**
 * protobufjs ends a proto3 message with a text that is not UTF-8. One bad text must not fail the whole batch: its bytes
 * become U+FFFD, as over HTTP, and the rules refuse the vote that holds it.
 */
class LenientReader extends BufferReader {
  override stringVerify(): string {
    return this.string()
  }
}

const resolve = createRequire(import.meta.url).resolve

function load(file: string): NamespaceBase {
  return loadSync(resolve(`@aplauso/proto/${file}`)).resolveAll()
}

/** Writes and reads one type of message. Absent optional fields stay absent, repeated ones are never absent. */
export interface Codec {
  encode(message: object): Buffer
  /** @throws Error where the bytes are no such message */
  decode(bytes: Buffer): object
}

const plain = { longs: String, arrays: true } as const

function codec(type: Type): Codec {
  return {
    encode: (message) => Buffer.from(type.encode(type.fromObject(message)).finish()),
    decode: (bytes) => type.toObject(type.decode(bytes), plain),
  }
}

const statusTypes = load('status.proto')

/** The codec of a message of status.proto, such as `ErrorInfo`. */
export function statusCodec(name: string): Codec {
  return codec(statusTypes.lookupType(`google.rpc.${name}`))
}

const service = load('vote.proto').lookupService('aplauso.v1.VoteIngest')

/** @throws Error where vote.proto has no method of that name */
function resolved(name: string) {
  const found = service.methods[name]
  if (!found?.resolvedRequestType || !found.resolvedResponseType) throw new Error(`vote.proto has no method ${name}`)
  return {
    request: found.resolvedRequestType,
    response: found.resolvedResponseType,
    requestStream: found.requestStream ?? false,
    responseStream: found.responseStream ?? false,
  }
}

/** A method of `VoteIngest` for clients, by its name in vote.proto. */
export function method(name: string): MethodDefinition<object, object> {
  const { requestStream, responseStream, ...types } = resolved(name)
  const request = codec(types.request)
  const response = codec(types.response)
  return {
    path: `/aplauso.v1.VoteIngest/${name}`,
    requestStream,
    responseStream,
    requestSerialize: request.encode,
    requestDeserialize: request.decode,
    responseSerialize: response.encode,
    responseDeserialize: response.decode,
  }
}

/** The method with a reader that hands what it cannot take to the handler instead of failing the call without details. */
function arriving(name: string, maxBytes: number): MethodDefinition<object, object> {
  const type = resolved(name).request
  const { responseSerialize, ...definition } = method(name)
  const read = (bytes: Buffer, mostVotes: number): Reading<object> => {
    if (bytes.length > maxBytes) return { fault: 'too_large' }
    if (mostVotes > limits.votesPerRequest) return { fault: 'too_many' }
    try {
      const message = type.decode(new LenientReader(bytes))
      if ('votes' in message && Array.isArray(message.votes) && message.votes.length > limits.votesPerRequest) {
        return { fault: 'too_many' }
      }
      return { message: type.toObject(message, plain) }
    } catch {
      return { fault: 'malformed' }
    }
  }
  const requestDeserialize = (bytes: Buffer): Arrived<object> => {
    const mostVotes = name === 'CastVote' ? 1 : countVotes(bytes)
    return { sizeBytes: bytes.length, mostVotes, read: () => read(bytes, mostVotes) }
  }
  return {
    ...definition,
    requestDeserialize,
    responseSerialize: (answer) => (answer instanceof Encoded ? answer.bytes : responseSerialize(answer)),
  }
}

const encoders = {
  CastVotes: method('CastVotes').responseSerialize,
  StreamVotes: method('StreamVotes').responseSerialize,
}

/** Encodes a batch's answer. */
export const encode = {
  CastVotes: (answer: OutcomesMessage): Encoded => new Encoded(encoders.CastVotes(answer)),
  StreamVotes: (answer: AcknowledgementMessage): Encoded => new Encoded(encoders.StreamVotes(answer)),
} as const

/** The service as the server runs it: each handler gets `Arrived` messages. */
export const voteIngest: ServiceDefinition = {
  CastVote: arriving('CastVote', limits.voteBytes),
  CastVotes: arriving('CastVotes', limits.requestBytes),
  StreamVotes: arriving('StreamVotes', limits.requestBytes),
}
