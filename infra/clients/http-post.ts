import { once } from 'node:events'
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { text } from 'node:stream/consumers'

export interface PostAnswer {
  readonly status: number
  /** The header's value, undefined where it is absent or not a number of seconds. */
  readonly retryAfterMs: number | undefined
  readonly body: string
}

/**
 * Posts over connections that are kept open: at most `maxConnections`, and requests beyond them wait their turn. An open
 * model of load without that bound opens a connection for each late answer, which slows down the very door it measures.
 */
export class PostClient {
  readonly #target: URL
  readonly #agent: HttpAgent
  readonly #timeoutMs: number

  constructor(
    target: URL,
    { maxConnections, timeoutMs }: { readonly maxConnections: number; readonly timeoutMs: number },
  ) {
    this.#target = target
    this.#timeoutMs = timeoutMs
    const options = { keepAlive: true, maxSockets: maxConnections, scheduling: 'lifo' } as const
    this.#agent = target.protocol === 'https:' ? new HttpsAgent(options) : new HttpAgent(options)
  }

  /**
   * One answer, read whole.
   * @param headers more headers, by their names
   * @throws Error where the connection fails; its `name` is `AbortError` where there is no answer in time
   */
  async post(
    contentType: string,
    body: string | Uint8Array,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<PostAnswer> {
    const send = this.#agent instanceof HttpsAgent ? httpsRequest : httpRequest
    const request = send(this.#target, {
      method: 'POST',
      agent: this.#agent,
      signal: AbortSignal.timeout(this.#timeoutMs),
      headers: { ...headers, 'content-type': contentType, 'content-length': Buffer.byteLength(body) },
    })
    request.end(body)
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    const { statusCode: status = 0, headers: answered } = response
    return {
      status,
      retryAfterMs: Number(answered['retry-after']) * 1_000 || undefined,
      body: await text(response),
    }
  }

  /** Lets its idle connections go. */
  close(): void {
    this.#agent.destroy()
  }
}
