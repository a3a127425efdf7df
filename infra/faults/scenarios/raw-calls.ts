import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2'
import { frameOf } from './messages.ts'

/** What came of one call. `full`: refused for want of room; `failed`: any other end without an answer. */
export interface CallEnd {
  readonly fate: 'answered' | 'full' | 'failed'
  /** votes accepted, and votes refused because the log's queue is full */
  readonly accepted: number
  readonly queueFull: number
  readonly latencyMs: number
}

const acceptedText = Buffer.from('accepted')
const fullText = Buffer.from('full')

/**
 * Sends the same call over and over, with as little work as possible: one process has to send several times what
 * another can store. Messages are made once, answers are searched for two words instead of being read.
 */
export class RawCalls {
  readonly #session: ClientHttp2Session
  readonly #path: string
  readonly #frame: Buffer

  /** @param message the request's bytes, the same for every call */
  constructor(address: string, path: string, message: Buffer) {
    this.#session = connect(`http://${address}`)
    this.#session.on('error', () => {})
    this.#path = path
    this.#frame = frameOf(message)
  }

  call(timeoutMs: number): Promise<CallEnd> {
    const startedMs = performance.now()
    return new Promise((resolve) => {
      const stream = this.#open(timeoutMs)
      const chunks: Buffer[] = []
      let status: unknown
      const look = (headers: { 'grpc-status'?: unknown }) => {
        status = headers['grpc-status'] ?? status
      }
      stream.on('response', look)
      stream.on('trailers', look)
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('error', () => {})
      stream.on('close', () => {
        const answer = Buffer.concat(chunks)
        const fate = status === '0' ? 'answered' : status === '8' ? 'full' : 'failed'
        const counted = { accepted: count(answer, acceptedText), queueFull: count(answer, fullText) }
        resolve({ fate, ...counted, latencyMs: performance.now() - startedMs })
      })
      stream.end(this.#frame)
    })
  }

  close(): void {
    this.#session.destroy()
  }

  #open(timeoutMs: number): ClientHttp2Stream {
    return this.#session.request({
      ':method': 'POST',
      ':path': this.#path,
      'content-type': 'application/grpc',
      'grpc-timeout': `${timeoutMs}m`,
      te: 'trailers',
    })
  }
}

function count(text: Buffer, word: Buffer): number {
  let found = 0
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) found += 1
  return found
}
