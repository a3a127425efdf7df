import { limits, targetOf } from '@aplauso/proto'
import type { Call } from '../boundary/call.ts'
import { isPlain, type Media, mediaOf } from '../boundary/media.ts'
import { frameBody } from './body/frame.ts'
import { readBody } from './body/read.ts'
import type { Moment } from './moment.ts'

/** Reads a request as far as the app may know it. */
export async function callOf(request: Request, { nowMs, entropyHex }: Moment, timeoutMs: number): Promise<Call> {
  const contentType = request.headers.get('content-type') ?? undefined
  const contentEncoding = request.headers.get('content-encoding') ?? undefined
  const idempotencyKey = request.headers.get('idempotency-key') ?? undefined
  const media = isPlain(contentEncoding) ? mediaOf(contentType) : undefined
  return {
    method: request.method,
    // Not by `URL`: whatever a client calls the server in `Host` is part of the address, and may make it none.
    path: targetOf(request.url).path,
    ...(contentType === undefined ? {} : { contentType }),
    ...(contentEncoding === undefined ? {} : { contentEncoding }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    nowMs,
    entropyHex,
    ...(await bodyOf(request, media, timeoutMs)),
  }
}

async function bodyOf(request: Request, media: Media | undefined, timeoutMs: number) {
  if (request.method !== 'POST') return { body: '', bodyBytes: 0 }
  const { bytes, fault } = await readBody(request, limits.requestBytes, timeoutMs)
  return fault ? { body: '', bodyBytes: 0, bodyFault: fault } : frameBody(bytes, media)
}
