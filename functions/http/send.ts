import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Answer } from './answer.ts'

/** A client that takes nothing for this long is hung up on: what it holds up is a connection to the store. */
const stalledTimeoutMs = 30_000

/**
 * Writes an answer; to HEAD without its body. A body in parts is made no faster than the client takes it.
 * @throws what making a part throws, once the connection is cut: half an answer must not look like a whole one
 */
export async function send(response: ServerResponse, method: string, { status, headers, body }: Answer): Promise<void> {
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  if (body === null || (method === 'HEAD' && typeof body !== 'string')) {
    response.end()
    return
  }
  if (typeof body === 'string') {
    response.setHeader('content-length', Buffer.byteLength(body))
    response.end(method === 'HEAD' ? undefined : body)
    return
  }
  response.setTimeout(stalledTimeoutMs, () => response.destroy())
  try {
    await pipeline(Readable.from(body, { objectMode: false, highWaterMark: 64 * 1024 }), response)
  } catch (error) {
    if (!hasLeft(error)) throw error
  }
}

/** Whether the client hung up. */
function hasLeft(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE'
}
