import type { ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'

/** Writes an answer; to HEAD without its body. */
export function send(response: ServerResponse, method: string, { status, headers, body }: Answer): void {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (body === null) {
    response.end()
    return
  }
  response.setHeader('content-length', Buffer.byteLength(body))
  response.end(method === 'HEAD' ? undefined : body)
}
