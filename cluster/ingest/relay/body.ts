import type { IncomingMessage } from 'node:http'

export type Body =
  | { readonly text: string; readonly fault?: undefined }
  /** `gone`: the client left, there is nobody to answer. */
  | { readonly text?: undefined; readonly fault: 'too_large' | 'timeout' | 'gone' }

/**
 * Reads a request's body as UTF-8 (bytes that are none become U+FFFD), within a size and a time. After a fault the rest
 * is not read.
 */
export function readBody(request: IncomingMessage, maxBytes: number, timeoutMs: number): Promise<Body> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let sizeBytes = 0
    const settle = (body: Body) => {
      clearTimeout(timer)
      request.off('data', onData).pause()
      resolve(body)
    }
    const onData = (chunk: Buffer) => {
      chunks.push(chunk)
      sizeBytes += chunk.length
      if (sizeBytes > maxBytes) settle({ fault: 'too_large' })
    }
    const timer = setTimeout(() => settle({ fault: 'timeout' }), timeoutMs)
    request.on('end', () => settle({ text: Buffer.concat(chunks).toString('utf8') }))
    request.on('error', () => settle({ fault: 'gone' }))
    request.on('close', () => settle({ fault: 'gone' }))
    if (Number(request.headers['content-length']) > maxBytes) settle({ fault: 'too_large' })
    else request.on('data', onData)
  })
}
