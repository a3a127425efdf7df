import { constants, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2'

/** How long a client may leave its half of an answered call open. */
const lingerMs = 1_000

/**
 * Closes calls that are answered though their client has not sent all it wanted. The client's half would stay open as long
 * as it likes, and with it the call's memory: who never ends a call would hold those that were refused, too.
 */
export function closeLingering(server: Http2Server): void {
  server.on('session', (session: ServerHttp2Session) => {
    session.on('stream', (stream: ServerHttp2Stream) => {
      stream.once('finish', () => {
        if (stream.readableEnded || stream.closed) return
        const timer = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), lingerMs).unref()
        stream.once('close', () => clearTimeout(timer))
      })
    })
  })
}
