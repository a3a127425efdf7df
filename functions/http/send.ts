import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { Answer } from './answer.ts'

/** What is handed to a connection at once: more is not held for a client that does not read. */
const pieceBytes = 64 * 1024

/** The client hung up, or was hung up on because it took nothing. */
class ClientGone extends Error {}

/**
 * Writes an answer, no faster than the client takes it; to HEAD without its body. A client that takes nothing for
 * `stalledTimeoutMs` is hung up on.
 * @throws what making a part throws, once the connection is cut: half an answer must not look like a whole one
 */
export async function send(
  response: ServerResponse,
  method: string,
  { status, headers, body }: Answer,
  stalledTimeoutMs: number,
): Promise<void> {
  // Whoever hangs up while a part is made would otherwise end the process.
  response.on('error', () => {})
  response.statusCode = status
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value)
  try {
    if (typeof body === 'string' || body instanceof Uint8Array) {
      const bytes = typeof body === 'string' ? Buffer.from(body) : body
      response.setHeader('content-length', bytes.byteLength)
      if (method !== 'HEAD') for (const piece of piecesOf(bytes)) await write(response, piece, stalledTimeoutMs)
    } else if (body !== null && method !== 'HEAD') {
      for await (const part of body) await write(response, part, stalledTimeoutMs)
    }
    await end(response, stalledTimeoutMs)
  } catch (error) {
    response.destroy()
    if (!(error instanceof ClientGone)) throw error
  }
}

function* piecesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes)
}

/** Resolves when the connection has room for more. @throws ClientGone */
async function write(response: ServerResponse, piece: string | Uint8Array, timeoutMs: number): Promise<void> {
  if (isGone(response)) throw new ClientGone()
  if (!response.write(piece)) await inTime(response, 'drain', timeoutMs)
}

/** Resolves when all is handed to the system. @throws ClientGone */
async function end(response: ServerResponse, timeoutMs: number): Promise<void> {
  if (isGone(response)) throw new ClientGone()
  const finished = inTime(response, 'finish', timeoutMs)
  response.end()
  await finished
}

const isGone = ({ destroyed, closed }: ServerResponse) => destroyed || closed

/** @throws ClientGone where the event does not come in time, or the connection closes */
async function inTime(response: ServerResponse, event: 'drain' | 'finish', timeoutMs: number): Promise<void> {
  const over = new AbortController()
  const giveUp = () => over.abort()
  const timer = setTimeout(giveUp, timeoutMs)
  response.once('close', giveUp)
  try {
    await once(response, event, { signal: over.signal })
  } catch {
    throw new ClientGone()
  } finally {
    clearTimeout(timer)
    response.off('close', giveUp)
  }
}
