import {
  type HmacKey,
  type LetterOrder,
  type LetterPage,
  type LettersOrdered,
  type OutboxLetter,
  type OutboxStatus,
  type ShardReport,
  signatureHeader,
  signBody,
} from '@aplauso/proto'

const usualTimeoutMs = 30_000

/**
 * The client of the outbox's administration: signed requests to an edge.
 * @example
 * const shards = await new OutboxClient('https://votes.example', relayKey).status()
 */
export class OutboxClient {
  readonly #edge: string
  readonly #key: Promise<HmacKey>
  readonly #timeoutMs: number

  /**
   * @param key made by `operatorKey` of the edge's secrets
   * @param timeoutMs for each request
   */
  constructor(edge: string, key: Promise<HmacKey>, timeoutMs = usualTimeoutMs) {
    this.#edge = edge
    this.#key = key
    this.#timeoutMs = timeoutMs
  }

  /** @throws Error with a message for people, as all methods do */
  async status(): Promise<readonly ShardReport[]> {
    const { shards } = await this.#request<OutboxStatus>('GET', '/outbox/status')
    return shards
  }

  /** A shard's dead letters, oldest first; reads page after page. */
  async *deadLetters(shard: number): AsyncGenerator<OutboxLetter> {
    for (let after: number | null = 0; after !== null; ) {
      const address = `/outbox/dead-letters?shard=${shard}&after=${after}`
      const page: LetterPage = await this.#request('GET', address)
      yield* page.records
      after = page.next
    }
  }

  /** Redrives or discards a shard's dead letters up to `untilMs`. @returns the number of records */
  async order(what: LetterOrder, shard: number, untilMs: number): Promise<number> {
    const address = `/outbox/dead-letters/${what}?shard=${shard}&until=${untilMs}`
    for (let total = 0; ; ) {
      const { records } = await this.#request<LettersOrdered>('POST', address)
      if (records === 0) return total
      total += records
    }
  }

  async #request<Answer>(method: 'GET' | 'POST', address: string): Promise<Answer> {
    const signature = await signBody(await this.#key, `${method} ${address}`, Date.now())
    const response = await fetch(new URL(address, this.#edge), {
      method,
      headers: { [signatureHeader]: signature },
      signal: AbortSignal.timeout(this.#timeoutMs),
    }).catch((error: unknown) => {
      throw new Error(`${this.#edge} does not answer: ${reasonOf(error)}`)
    })
    if (response.status === 404) {
      throw new Error(`${this.#edge} knows no such address, or the key is not its own, or the clocks differ too much`)
    }
    if (!response.ok) throw new Error(`${this.#edge} answered ${response.status}`)
    return (await response.json()) as Answer
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
