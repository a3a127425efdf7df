import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'

/** What a handler may know of a request. */
export interface Question {
  readonly method: string
  /** the path as sent, percent encoding and all */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: IncomingHttpHeaders
}

/** Reads a request's line and headers. */
export function questionOf(request: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): Question {
  const [path = '/', ...rest] = (request.url ?? '/').split('?')
  return {
    method: request.method ?? 'GET',
    path,
    query: new URLSearchParams(rest.join('?')),
    headers: request.headers,
  }
}

/** Whether the request brings a body, or says that it will. */
export function hasBody({ headers }: Pick<Question, 'headers'>): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0'
}
