import type { IncomingMessage } from 'node:http'

/** The largest request in bytes, as Upstash's plans have it. */
const requestLimitBytes = 10 * 1024 * 1024

/** The request is larger than the limit: status 400, as Upstash does. */
export class TooLarge extends Error {
  constructor(sizeBytes: number) {
    super(`ERR max request size exceeded. Limit: ${requestLimitBytes} bytes, Actual: ${sizeBytes} bytes`)
  }
}

/** Reads a body to its end, so that the answer can be sent, but keeps no more of it than the limit. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  let sizeBytes = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    sizeBytes += part.length
    if (sizeBytes <= requestLimitBytes) parts.push(part)
  }
  if (sizeBytes > requestLimitBytes) throw new TooLarge(sizeBytes)
  return Buffer.concat(parts)
}
