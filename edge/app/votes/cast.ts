import { limits } from '@aplauso/proto'
import type { Answer } from '../../boundary/answer.ts'
import type { Call } from '../../boundary/call.ts'
import { mediaOf } from '../../boundary/media.ts'
import { refuse } from '../../boundary/replies.ts'
import { castBatch } from './batch.ts'
import { readLines } from './lines.ts'
import { castOne } from './single.ts'

const startOfArray = /^[ \t\r\n]*\[/

/** `POST /v1/votes`: one vote, a JSON array of votes, or votes as NDJSON. */
export function castVotes(call: Call): Answer {
  const media = mediaOf(call.contentType)
  if (!media) return refuse('unsupported_media_type')
  if (call.bodyFault) return refuse(call.bodyFault)
  const text = call.body.startsWith('\ufeff') ? call.body.slice(1) : call.body
  return media === 'ndjson' ? castBatch(call, readLines(call, text)) : castJson(call, text)
}

function castJson(call: Call, text: string): Answer {
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
