import { messageOf } from '@aplauso/process/portable'
import {
  type AppendResult,
  corsHeaders,
  type HmacKey,
  hmac,
  httpAnswers,
  joinRecord,
  parseHead,
  preflightHeaders,
  type RelayEntry,
  voteKey,
} from '@aplauso/proto'
import type { AcceptedVote, Answer } from '../boundary/answer.ts'
import { refuse } from '../boundary/replies.ts'
import { RateLimitedLog } from '../log/log.ts'
import { callOf } from './call.ts'
import { corsPolicy, isPreflight } from './cors.ts'
import type { Instances } from './instances.ts'
import { type Moment, moment } from './moment.ts'
import { respond } from './respond.ts'
import { settle } from './settle.ts'

/** Where records go. */
export interface Outbox {
  /** Resolves with what became of each entry, in order. Never rejects. */
  append(entries: readonly RelayEntry[]): Promise<readonly AppendResult[]>
}

export interface GatewayOptions {
  readonly allowedOrigins: readonly string[]
  /** How long a body may take to arrive. */
  readonly bodyTimeoutMs: number
  readonly voterKey: () => Promise<HmacKey>
  readonly instances: Instances
  readonly outbox: Outbox
  /** Called with what became of a request's votes. */
  readonly count?: (results: readonly AppendResult[]) => void
  readonly moment?: () => Moment
}

/**
 * Answers one request.
 * @param waitUntil keeps work going whose client has left
 */
export type Gateway = (request: Request, waitUntil: (work: Promise<unknown>) => void) => Promise<Response>

/** The part of the edge that does I/O: it reads the body, asks the app, appends the votes' records and answers. */
export function createGateway(options: GatewayOptions): Gateway {
  const policy = corsPolicy(options.allowedOrigins)
  const log = new RateLimitedLog()

  async function answerTo(request: Request, waitUntil: (work: Promise<unknown>) => void): Promise<Answer> {
    const call = await callOf(request, (options.moment ?? moment)(), options.bodyTimeoutMs)
    const answer = options.instances.ask(call)
    if (!answer) return refuse('unavailable')
    if (answer.votes.length === 0) return answer
    const appending = append(answer.votes)
    waitUntil(appending)
    return settle(answer, await appending)
  }

  async function append(votes: readonly AcceptedVote[]): Promise<readonly AppendResult[]> {
    const voterKey = await options.voterKey()
    const entries = await Promise.all(votes.map((vote) => entryOf(vote, voterKey)))
    const results = await options.outbox.append(entries)
    options.count?.(results)
    return results
  }

  return async (request, waitUntil) => {
    const origin = request.headers.get('origin')
    const answer = await answerTo(request, waitUntil).catch((error: unknown) => {
      log.report('error', 'a request could not be answered', { reason: messageOf(error) })
      return refuse('internal')
    })
    // Only the app knows its addresses: at one of them OPTIONS is a method like others that it does not take.
    if (isPreflight(request) && answer.status === httpAnswers.method_not_allowed.status) {
      return respond(request, { status: 204, headers: preflightHeaders(policy, origin), body: '' })
    }
    return respond(request, { ...answer, headers: { ...answer.headers, ...corsHeaders(policy, origin) } })
  }
}

async function entryOf({ head, tail, voter }: AcceptedVote, voterKey: HmacKey): Promise<RelayEntry> {
  const [key, voterHash] = await Promise.all([
    voteKey(parseHead(head)),
    voter === undefined ? undefined : hmac(voterKey, voter),
  ])
  return { key, value: joinRecord([head, tail], voterHash) }
}
