import type { Http2Server, IncomingHttpHeaders, OutgoingHttpHeaders, ServerHttp2Stream } from 'node:http2'
import { status } from '@grpc/grpc-js'
import { statusOf } from './status.ts'

/** What grpc-js takes on us with INTERNAL though the call came so, by the beginning of its words, and what is wrong. */
const faults = [
  faultOf('Invalid grpc-timeout value', 'the header grpc-timeout is not a time'),
  faultOf('Failed to decompress message', 'the message is not readable in the encoding that its call names'),
  faultOf('Error deserializing request', 'the message is not readable as protobuf'),
]

function faultOf(words: string, message: string) {
  const { code, details, metadata } = statusOf({ code: 'invalid', errors: [{ field: '', code: 'malformed', message }] })
  const trailers = { 'grpc-status': code, 'grpc-message': encodeURI(details), ...metadata?.toHttp2Headers() }
  return { words: encodeURI(words), trailers }
}

/** What grpc-js takes as metadata; of anything else it writes an error line with the value, and goes on without. */
const namePattern = /^[:0-9a-z_.-]+$/
const valuePattern = /^[ -~]*$/

/**
 * Answers calls that cannot be read with INVALID_ARGUMENT and details, and counts them: INTERNAL means a fault of ours,
 * which whoever runs the server is woken for. grpc-js makes these statuses below its interceptors, so they are corrected
 * as they are sent.
 */
export class CallersFaults {
  /** calls that could not be read, since the start */
  count = 0

  /** Begins with the calls of a server's next connections. */
  watch(server: Http2Server): void {
    server.prependListener('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      dropUnreadable(headers)
      const respond = stream.respond.bind(stream)
      const sendTrailers = stream.sendTrailers.bind(stream)
      stream.respond = (sent: OutgoingHttpHeaders = {}, options) => respond(this.#corrected(sent), options)
      stream.sendTrailers = (sent: OutgoingHttpHeaders) => sendTrailers(this.#corrected(sent))
    })
  }

  #corrected(sent: OutgoingHttpHeaders): OutgoingHttpHeaders {
    if (sent['grpc-status'] !== status.INTERNAL) return sent
    const fault = faults.find(({ words }) => String(sent['grpc-message']).startsWith(words))
    if (!fault) return sent
    this.count += 1
    return { ...sent, ...fault.trailers }
  }
}

function dropUnreadable(headers: IncomingHttpHeaders): void {
  for (const [name, value] of Object.entries(headers)) {
    const isReadable = namePattern.test(name) && (name.endsWith('-bin') || valuePattern.test(String(value)))
    if (!isReadable) delete headers[name]
  }
}
