import type { Code } from '@aplauso/proto'

/** What the gateway may find wrong with a body before the app sees it. */
export type BodyFault = Extract<Code, 'malformed' | 'too_large' | 'timeout'>

/** What the gateway may find wrong with one line of NDJSON. */
export type LineFault = Extract<BodyFault, 'malformed' | 'too_large'>

/** A request as the app sees it: all that it may know, as data. */
export interface Call {
  readonly method: string
  /** the URL's path as sent, without the query */
  readonly path: string
  readonly contentType?: string
  readonly contentEncoding?: string
  readonly idempotencyKey?: string
  /** the time, Unix milliseconds */
  readonly nowMs: number
  /** the randomness that this request's ids are made from: 19 hex digits */
  readonly entropyHex: string
  /** The body's size as sent. */
  readonly bodyBytes: number
  /** Set: `body` is empty, and the app answers the fault unless the request is refused for something else first. */
  readonly bodyFault?: BodyFault
  /** Faults of NDJSON lines by the line's index in `body`, whose text is then left out. */
  readonly lineFaults?: Readonly<Record<number, LineFault>>
  readonly body: string
}

/** A call as one text: its members but for the body as a line of JSON, then the body. */
export function encodeCall({ body, ...members }: Call): string {
  return `${JSON.stringify(members)}\n${body}`
}

export function decodeCall(text: string): Call {
  const end = text.indexOf('\n')
  return { ...(JSON.parse(text.slice(0, end)) as Omit<Call, 'body'>), body: text.slice(end + 1) }
}
