import { limits } from '@aplauso/proto'
import type { Answer } from '../../boundary/answer.ts'
import type { Call } from '../../boundary/call.ts'
import { isPlain, mediaOf } from '../../boundary/media.ts'
import { refuse } from '../../boundary/replies.ts'
import { castBatch } from './batch.ts'
import { readLines } from './lines.ts'
import { castOne } from './single.ts'

const startOfArray = /^[ \t\r\n]*\[/

const uncompressed = 'Send the body as it is, without Content-Encoding'

/** `POST /v1/votes`: one vote, a JSON array of votes, or votes as NDJSON. */
export function castVotes(call: Call): Answer {
  const media = mediaOf(call.contentType)
  if (!media) return refuse('unsupported_media_type')
  if (!isPlain(call.contentEncoding)) {
    return refuse('unsupported_media_type', { detail: uncompressed }, { 'accept-encoding': 'identity' })
  }
  if (call.bodyFault) return refuse(call.bodyFault)
  return media === 'ndjson' ? castBatch(call, readLines(call)) : castJson(call)
}

function castJson(call: Call): Answer {
  const { body: text } = call
  // What is not an array is judged by the limit of one vote, before any work is done on it.
  if (call.bodyBytes > limits.voteBytes && !startOfArray.test(text)) return refuse('too_large')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('malformed')
  }
  if (!Array.isArray(value)) return castOne(call, value)
  return castBatch(
    call,
    value.map((input: unknown) => ({ input })),
  )
}
