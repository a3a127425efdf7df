import { Agent, request } from 'node:http'

const vote = { name: 'Alux Nahual', album: 'Alto al Fuego', year: 1987, rank: '8.65' }
const timeoutMs = 15_000

/** Casts votes over HTTP on connections that stay open, `batch` per request. Cheaper than `fetch`, which would be measured. */
export class Voter {
  readonly #agent: Agent
  readonly #url: URL
  readonly #body: string

  constructor(edge: string, batch: number, callers: number) {
    this.#agent = new Agent({ keepAlive: true, maxSockets: callers })
    this.#url = new URL('/v1/votes', edge)
    this.#body = JSON.stringify(batch === 1 ? vote : Array.from({ length: batch }, () => vote))
  }

  /** Sends one request. @returns how many votes were accepted @throws Error if there is no answer */
  cast(): Promise<number> {
    return new Promise((resolve, reject) => {
      const sending = request(
        this.#url,
        {
          method: 'POST',
          agent: this.#agent,
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(this.#body) },
          timeout: timeoutMs,
        },
        (response) => {
          let text = ''
          response.setEncoding('utf8')
          response.on('data', (part: string) => {
            text += part
          })
          response.on('end', () => resolve(acceptedIn(response.statusCode ?? 0, text)))
          response.on('error', reject)
        },
      )
      sending.on('timeout', () => sending.destroy(new Error(`no answer within ${timeoutMs} ms`)))
      sending.on('error', reject)
      sending.end(this.#body)
    })
  }

  close(): void {
    this.#agent.destroy()
  }
}

/** How many votes an answer of the edge accepts. */
export function acceptedIn(status: number, text: string): number {
  if (status === 202) return 1
  if (status !== 200) return 0
  const { outcomes = [] } = JSON.parse(text) as { outcomes?: readonly { status: string }[] }
  return outcomes.filter((outcome) => outcome.status === 'accepted').length
}
