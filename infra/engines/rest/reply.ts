/** A reply of redis-server: bulk strings as bytes, statuses such as `OK` as text, errors as `ErrorText`. */
export type Reply = Buffer | string | number | null | ErrorText | readonly Reply[]

/** An error that Redis answered, such as `WRONGTYPE ...`. */
export class ErrorText {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type ReplyEncoding = 'text' | 'base64'

/** One command's outcome as Upstash writes it. */
export type Outcome = { readonly result: unknown } | { readonly error: string }

/**
 * Turns a reply into Upstash's JSON. As text, bytes that are no UTF-8 become U+FFFD; as base64, every string is encoded
 * except the status `OK`.
 */
export function outcome(reply: Reply, encoding: ReplyEncoding): Outcome {
  return reply instanceof ErrorText ? { error: reply.text } : { result: json(reply, encoding) }
}

function json(reply: Reply, encoding: ReplyEncoding): unknown {
  if (reply === null || typeof reply === 'number') return reply
  if (reply === 'OK') return reply
  if (typeof reply === 'string' || Buffer.isBuffer(reply)) {
    return Buffer.from(reply).toString(encoding === 'base64' ? 'base64' : 'utf8')
  }
  if (reply instanceof ErrorText) return Buffer.from(reply.text).toString(encoding === 'base64' ? 'base64' : 'utf8')
  return reply.map((part) => json(part, encoding))
}
