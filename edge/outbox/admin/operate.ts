import { messageOf } from '@aplauso/process/portable'
import {
  type HmacKey,
  type LetterOrder,
  type LetterPage,
  type LettersOrdered,
  letterOrders,
  type OutboxStatus,
  type ShardReport,
  signatureFault,
  signatureHeader,
  targetOf,
} from '@aplauso/proto'
import type { Answer } from '../../boundary/answer.ts'
import { json } from '../../boundary/replies.ts'
import { log } from '../../log/log.ts'

/** All that an operator may ask of the outbox. */
export interface Operations {
  /** each shard's, in order */
  status(): Promise<readonly ShardReport[]>
  /** A shard's dead letters; undefined where the configuration is wrong. */
  deadLetters(shard: number, after: number): Promise<LetterPage | undefined>
  /** How many of a shard's dead letters until a moment were redriven, or discarded. */
  order(what: LetterOrder, shard: number, untilMs: number): Promise<number | undefined>
}

/** Beneath it lie an operator's addresses. */
export const operatorsPath = '/outbox/'

const maxShards = 1_024

/** Addresses of earlier releases' commands. */
const olderOrders: Readonly<Record<string, LetterOrder>> = {
  'POST /outbox/set-aside/again': 'redrive',
  'POST /outbox/set-aside/drop': 'discard',
}

/**
 * Answers an operator's signed request. What is signed is the method and the address with its query, as
 * `GET /outbox/status`. Any other request is not answered here: without the key the addresses do not exist. A request
 * replayed within the signature's tolerance does no harm: an order names the moment up to which it holds.
 */
export async function answerOperator(
  request: Request,
  key: () => Promise<HmacKey>,
  operations: Operations,
): Promise<Answer | undefined> {
  const { path, query } = targetOf(request.url)
  const route = routeOf(`${request.method} ${path}`, new URLSearchParams(query), operations)
  if (!route) return undefined
  const signature = request.headers.get(signatureHeader) ?? undefined
  const signed = `${request.method} ${path}${query === '' ? '' : `?${query}`}`
  if (await signatureFault(await key(), signed, signature, Date.now())) return undefined
  const answer = await route().catch((error: unknown) => {
    log('warn', 'an operator’s request could not be done', { reason: messageOf(error) })
    return undefined
  })
  return json(answer ? 200 : 503, JSON.stringify(answer ?? { code: 'unavailable' }))
}

function routeOf(
  route: string,
  query: URLSearchParams,
  operations: Operations,
): (() => Promise<object | undefined>) | undefined {
  if (route === 'GET /outbox/status') return async (): Promise<OutboxStatus> => ({ shards: await operations.status() })
  const shard = wholeNumber(query.get('shard'))
  if (shard === undefined || shard >= maxShards) return undefined
  if (route === 'GET /outbox/dead-letters' || route === 'GET /outbox/set-aside') {
    return () => operations.deadLetters(shard, wholeNumber(query.get('after')) ?? 0)
  }
  const untilMs = wholeNumber(query.get('until'))
  const what = letterOrders.find((order) => route === `POST /outbox/dead-letters/${order}`) ?? olderOrders[route]
  if (!what || untilMs === undefined) return undefined
  return async (): Promise<LettersOrdered | undefined> => {
    const records = await operations.order(what, shard, untilMs)
    return records === undefined ? undefined : { records }
  }
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
