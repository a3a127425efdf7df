import { limits } from '@aplauso/proto'
import type { Call } from '../boundary/call.ts'
import { mediaOf } from '../boundary/media.ts'
import { frameBody } from './body/frame.ts'
import { readBody } from './body/read.ts'
import type { Moment } from './moment.ts'

/** Reads a request as far as the app may know it. */
export async function callOf(request: Request, { nowMs, entropyHex }: Moment, timeoutMs: number): Promise<Call> {
  const contentType = request.headers.get('content-type')
  const idempotencyKey = request.headers.get('idempotency-key')
  return {
    method: request.method,
    path: new URL(request.url).pathname,
    ...(contentType === null ? {} : { contentType }),
    ...(idempotencyKey === null ? {} : { idempotencyKey }),
    nowMs,
    entropyHex,
    ...(await bodyOf(request, contentType ?? undefined, timeoutMs)),
  }
}

async function bodyOf(request: Request, contentType: string | undefined, timeoutMs: number) {
  if (request.method !== 'POST') return { body: '', bodyBytes: 0 }
  const { bytes, fault } = await readBody(request, limits.requestBytes, timeoutMs)
  return fault ? { body: '', bodyBytes: 0, bodyFault: fault } : frameBody(bytes, mediaOf(contentType))
}
