import { createRequire } from 'node:module'
import { type Field, limits, type Outcome } from '@aplauso/proto'
import { loadSync, type MessageTypeDefinition, type MethodDefinition, type ServiceDefinition } from '@grpc/proto-loader'

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

/** A request as it arrived: its message, or why there is none. Faults are answered by the handlers, with details. */
export type Arrived<Message> =
  | { readonly message: Message; readonly fault?: undefined }
  | { readonly message?: undefined; readonly fault: 'too_large' | 'malformed' }

const resolve = createRequire(import.meta.url).resolve

/** Message and service definitions; absent optional fields stay absent, repeated ones are never absent. */
function load(file: string) {
  return loadSync(resolve(`@aplauso/proto/${file}`), { longs: String, arrays: true })
}

const statusTypes = load('status.proto')

/** The codec of a message of status.proto. */
export function statusType(name: string): MessageTypeDefinition<object, object> {
  return statusTypes[`google.rpc.${name}`] as MessageTypeDefinition<object, object>
}

/** The methods of `VoteIngest`, as a client needs them. */
export const voteIngest = load('vote.proto')['aplauso.v1.VoteIngest'] as ServiceDefinition

/** A method of `VoteIngest` by its name. @throws Error where vote.proto has none of that name */
export function method(name: string): MethodDefinition<object, object> {
  const found = voteIngest[name]
  if (!found) throw new Error(`vote.proto has no method ${name}`)
  return found
}

/** The method with a reader that hands oversized and unreadable messages to the handler instead of failing the call. */
function arriving(name: string, maxBytes: number): MethodDefinition<object, object> {
  const { requestDeserialize, ...rest } = method(name)
  const read = (bytes: Buffer): Arrived<object> => {
    if (bytes.length > maxBytes) return { fault: 'too_large' }
    try {
      return { message: requestDeserialize(bytes) }
    } catch {
      return { fault: 'malformed' }
    }
  }
  return { ...rest, requestDeserialize: read }
}

/** The service as the server runs it: each handler gets `Arrived` messages. */
export const voteIngestServer: ServiceDefinition = {
  CastVote: arriving('CastVote', limits.voteBytes),
  CastVotes: arriving('CastVotes', limits.requestBytes),
  StreamVotes: arriving('StreamVotes', limits.requestBytes),
}

/**
 * The size of a message that gRPC itself refuses, in bytes: well above our limits, so that a message a little too large
 * is answered by us, with details.
 */
export const maxMessageBytes = 2 * limits.requestBytes
