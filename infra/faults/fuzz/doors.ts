import { messageOf } from '@aplauso/process/portable'
import { type Code, codes, type Fault, type Outcome } from '@aplauso/proto'
import { Client, credentials, Metadata, status } from '@grpc/grpc-js'
import { toCallFault } from '../../../cluster/ingest/client/fault.ts'
import { type OutcomeMessage, toOutcome } from '../../../cluster/ingest/client/outcome.ts'
import { type AcceptedMessage, method } from '../../../cluster/ingest/grpc/wire.ts'
import { type PostAnswer, PostClient } from '../../clients/http-post.ts'
import { accepted, type DoorAnswer, outcomesOf, refused } from './answer.ts'
import type { EdgeRequest } from './expect.ts'

/** Both doors, given bytes. Whatever happens is an answer. */
export interface Doors {
  edge(request: EdgeRequest): Promise<DoorAnswer>
  castVote(message: Buffer): Promise<DoorAnswer>
  castVotes(message: Buffer): Promise<DoorAnswer>
  close(): void
}

/** The doors at two addresses. @param timeoutMs after so long without an answer it is a hang */
export function openDoors(urls: { readonly edge: string; readonly grpc: string }, timeoutMs: number): Doors {
  const edge = new PostClient(new URL('/v1/votes', urls.edge), { maxConnections: 64, timeoutMs })
  const grpc = new Client(urls.grpc, credentials.createInsecure())
  return {
    async edge({ body, contentType, idempotencyKey }) {
      const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }
      try {
        return edgeAnswer(await edge.post(contentType, body, headers), body, idempotencyKey)
      } catch (error) {
        if (error instanceof Error && error.name === 'AbortError') return { status: 'hang' }
        return { status: 'broken', what: messageOf(error) }
      }
    },
    castVote: (message) =>
      call<AcceptedMessage>(grpc, 'CastVote', message, timeoutMs, ({ id, contest }) => accepted(id, contest, message)),
    castVotes: (message) =>
      call<{ outcomes: readonly OutcomeMessage[] }>(grpc, 'CastVotes', message, timeoutMs, ({ outcomes }) =>
        outcomesOf(outcomes.map(toOutcome), message),
      ),
    close() {
      edge.close()
      grpc.close()
    },
  }
}

interface Answered {
  readonly code?: Code
  readonly id?: string
  readonly contest?: string
  readonly errors?: readonly Fault[]
  readonly outcomes?: readonly Outcome[]
}

function edgeAnswer({ status: number, body }: PostAnswer, sent: Buffer, idempotencyKey = ''): DoorAnswer {
  if (number >= 500) return { status: 'broken', what: `${number} ${body}` }
  try {
    const { code, id, contest, errors, outcomes } = JSON.parse(body) as Answered
    const request = Buffer.concat([sent, Buffer.from(idempotencyKey)])
    if (number === 202) return accepted(id, contest, request)
    if (number === 200 && outcomes) return outcomesOf(outcomes, request)
    const known = codes.find((candidate) => candidate === code)
    if (known) return refused(known, known === 'invalid' ? errors : [])
  } catch {
    // No JSON: an answer of none of the edge's kinds.
  }
  return { status: 'broken', what: `${number} ${body}` }
}

/** What a call may end with by the fault of its message. */
const callersFaults: readonly number[] = [status.INVALID_ARGUMENT, status.NOT_FOUND, status.RESOURCE_EXHAUSTED]

function call<Response>(
  client: Client,
  name: string,
  message: Buffer,
  timeoutMs: number,
  answerOf: (response: Response) => DoorAnswer,
): Promise<DoorAnswer> {
  const { path, responseDeserialize } = method(name)
  const asIs = (bytes: Buffer) => bytes
  const options = { deadline: Date.now() + timeoutMs }
  return new Promise((resolve) => {
    client.makeUnaryRequest(path, asIs, responseDeserialize, message, new Metadata(), options, (error, response) => {
      if (!error) return resolve(answerOf(response as Response))
      if (error.code === status.DEADLINE_EXCEEDED) return resolve({ status: 'hang' })
      const { code, errors } = toCallFault(error)
      const isCallers = callersFaults.includes(error.code) && code !== 'full' && code !== 'unavailable'
      resolve(isCallers ? refused(code, errors) : { status: 'broken', what: `${status[error.code]} ${error.details}` })
    })
  })
}
