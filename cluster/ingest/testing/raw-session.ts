import { type ClientHttp2Session, type ClientHttp2Stream, connect, type SecureClientSessionOptions } from 'node:http2'
import { onTestFinished } from 'vitest'
import { method } from '../grpc/wire.ts'

/** A client below gRPC, which does only what it is asked to. */
export function session(address: string, options: SecureClientSessionOptions = {}): ClientHttp2Session {
  const made = connect(`http://${address}`, options)
  made.on('error', () => {})
  onTestFinished(() => made.destroy())
  return made
}

/** @param path the method's name, or a path of another service */
export function open(over: ClientHttp2Session, path: string, headers: Record<string, string> = {}): ClientHttp2Stream {
  const stream = over.request({
    ':method': 'POST',
    ':path': path.startsWith('/') ? path : `/aplauso.v1.VoteIngest/${path}`,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...headers,
  })
  stream.on('error', () => {})
  return stream
}

/** The message in gRPC's frame: a byte, the length, the bytes. */
export function frame(name: string, message: object): Buffer {
  const bytes = method(name).requestSerialize(message)
  const head = Buffer.alloc(5)
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}

/** The call's status, in the trailer or in an answer that has no more than it. */
export function statusOf(stream: ClientHttp2Stream): Promise<string> {
  return new Promise((resolve) => {
    const look = (headers: { 'grpc-status'?: unknown }) => {
      if (headers['grpc-status'] !== undefined) resolve(String(headers['grpc-status']))
    }
    stream.on('response', look)
    stream.on('trailers', look)
    stream.on('close', () => resolve('closed'))
    stream.resume()
  })
}
