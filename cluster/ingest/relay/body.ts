import type { IncomingMessage } from 'node:http'
import type { Guests } from './guests.ts'

export type Body =
  /** `release` gives its room back, once its batch is answered. */
  | { readonly text: string; readonly release: () => void; readonly fault?: undefined }
  /** `gone`: the client left, there is nobody to answer; `unavailable`: others needed the room. */
  | { readonly text?: undefined; readonly fault: 'too_large' | 'timeout' | 'unavailable' | 'gone' }

export interface BodyLimits {
  readonly maxBytes: number
  /** how long it may take to arrive */
  readonly timeoutMs: number
}

/**
 * Reads a request's body as UTF-8 (bytes that are none become U+FFFD), within a size, a time and the room that all bodies
 * share. After a fault the rest is not read.
 */
export function readBody(request: IncomingMessage, guests: Guests, limits: BodyLimits): Promise<Body> {
  const { maxBytes, timeoutMs } = limits
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let sizeBytes = 0
    let isSettled = false
    const settle = (body: Body) => {
      if (isSettled) return
      isSettled = true
      clearTimeout(timer)
      resolve(body)
      if (body.fault === undefined) return
      request.off('data', onData).pause()
      holding.release()
    }
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      sizeBytes += chunk.length
      if (sizeBytes > maxBytes) settle({ fault: 'too_large' })
      else if (!holding.add(chunk.length)) settle({ fault: 'unavailable' })
    }
    const holding = guests.begin(request.socket, () => settle({ fault: 'unavailable' }))
    const timer = setTimeout(() => settle({ fault: 'timeout' }), timeoutMs)
    request.on('end', () => settle({ text: Buffer.concat(chunks).toString('utf8'), release: holding.release }))
    request.on('error', () => settle({ fault: 'gone' }))
    request.on('close', () => settle({ fault: 'gone' }))
    if (Number(request.headers['content-length']) > maxBytes) settle({ fault: 'too_large' })
    else request.on('data', onData)
  })
}
