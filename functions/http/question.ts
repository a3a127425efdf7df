import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { targetOf } from '@aplauso/proto'
import { clientOf } from './client.ts'

/** What a handler may know of a request. */
export interface Question {
  readonly method: string
  /** the path as sent, percent encoding and all */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
  /** whom the request comes from, as far as it can be known: one address, or one /64 */
  readonly client?: string
  /** aborts when the answer has ended, or nobody waits for it any more */
  readonly signal?: AbortSignal
}

/** The path of a request as sent, percent encoding and all. */
export const pathOf = ({ url = '' }: Pick<IncomingMessage, 'url'>): string => targetOf(url).path

/** Reads a request's line and headers. */
export function questionOf(request: IncomingMessage, isDeployed: boolean, signal: AbortSignal): Question {
  const { path, query } = targetOf(request.url ?? '')
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    client: clientOf(request, isDeployed),
    signal,
  }
}

/** Whether the request brings a body, or says that it will. */
export function hasBody({ headers }: Pick<Question, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}
