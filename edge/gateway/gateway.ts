import { corsHeaders, type HmacKey, preflightHeaders, type RelayOutcome } from '@aplauso/proto'
import type { Answer } from '../boundary/answer.ts'
import { refuse } from '../boundary/replies.ts'
import { Complaints } from '../log/complaints.ts'
import { messageOf } from '../log/log.ts'
import { type Outbox, store } from './append.ts'
import { callOf } from './call.ts'
import { corsPolicy, isPreflight } from './cors.ts'
import type { Instances } from './instances.ts'
import { type Moment, moment } from './moment.ts'
import { settle } from './settle.ts'

export interface GatewayOptions {
  readonly allowedOrigins: readonly string[]
  /** How long a body may take to arrive. */
  readonly bodyTimeoutMs: number
  readonly voterKey: () => Promise<HmacKey>
  readonly instances: Instances
  readonly outbox: Outbox
  /** Told what became of the votes that were handed to the outbox. */
  readonly count?: (outcomes: readonly RelayOutcome[]) => void
  readonly moment?: () => Moment
}

/**
 * Answers one request.
 * @param waitUntil keeps work going whose client has left
 */
export type Gateway = (request: Request, waitUntil: (work: Promise<unknown>) => void) => Promise<Response>

/** The part of the edge that does I/O: it reads the body, asks the app, stores the votes and answers. */
export function createGateway(options: GatewayOptions): Gateway {
  const policy = corsPolicy(options.allowedOrigins)
  const complaints = new Complaints()

  async function answerTo(request: Request, waitUntil: (work: Promise<unknown>) => void): Promise<Answer> {
    const call = await callOf(request, (options.moment ?? moment)(), options.bodyTimeoutMs)
    const answer = options.instances.ask(call)
    if (!answer) return refuse('unavailable')
    if (answer.votes.length === 0) return answer
    const storing = keep(answer)
    waitUntil(storing)
    return settle(answer, await storing)
  }

  async function keep({ votes }: Answer): Promise<readonly RelayOutcome[]> {
    const outcomes = await store(votes, await options.voterKey(), options.outbox)
    options.count?.(outcomes)
    return outcomes
  }

  return async (request, waitUntil) => {
    const origin = request.headers.get('origin')
    if (isPreflight(request)) return new Response(null, { status: 204, headers: preflightHeaders(policy, origin) })
    const { status, headers, body } = await answerTo(request, waitUntil).catch((error: unknown) => {
      complaints.tell('error', 'a request could not be answered', { reason: messageOf(error) })
      return refuse('internal')
    })
    return new Response(request.method === 'HEAD' ? null : body, {
      status,
      headers: { ...headers, ...corsHeaders(policy, origin) },
    })
  }
}
