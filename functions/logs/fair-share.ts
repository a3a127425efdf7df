/** What one client has under way, and what waits for its turn. */
interface Client {
  running: number
  readonly waiting: (() => void)[]
}

export interface FairShareOptions {
  /** pieces of work at once, of all clients */
  readonly atOnce: number
  /** of one client; the others find room whatever it asks */
  readonly perClient: number
}

/**
 * Shares room for work among clients: none has more than its share at once, and what gets free goes to the client that
 * has least, of equals to the one that came, or was served, longest ago.
 */
export class FairShare {
  readonly #options: FairShareOptions
  /** in the order in which they came or were served last; only those with work */
  readonly #clients = new Map<string, Client>()
  #running = 0

  constructor(options: FairShareOptions) {
    this.#options = options
  }

  /** Does a client's work when its turn has come. @throws what the work throws; the signal's reason while it waits */
  async run<Result>(name: string, work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted()
    const client = this.#clients.get(name) ?? { running: 0, waiting: [] }
    this.#clients.set(name, client)
    await this.#turn(name, client, signal)
    try {
      return await work()
    } finally {
      client.running -= 1
      this.#running -= 1
      this.#forget(name, client)
      this.#serve()
    }
  }

  #turn(name: string, client: Client, signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve: begin, reject } = Promise.withResolvers<void>()
    const leave = () => {
      const at = client.waiting.indexOf(begin)
      // Its turn has come just now.
      if (at === -1) return
      client.waiting.splice(at, 1)
      this.#forget(name, client)
      reject(signal?.reason)
    }
    signal?.addEventListener('abort', leave)
    client.waiting.push(begin)
    this.#serve()
    return promise.finally(() => signal?.removeEventListener('abort', leave))
  }

  #forget(name: string, client: Client): void {
    if (client.running === 0 && client.waiting.length === 0) this.#clients.delete(name)
  }

  #serve(): void {
    const { atOnce, perClient } = this.#options
    while (this.#running < atOnce) {
      let next: [string, Client] | undefined
      for (const [name, client] of this.#clients) {
        const isDue = client.waiting.length > 0 && client.running < perClient
        if (isDue && (!next || client.running < next[1].running)) next = [name, client]
      }
      const begin = next?.[1].waiting.shift()
      if (!next || !begin) return
      const [name, client] = next
      client.running += 1
      this.#running += 1
      this.#clients.delete(name)
      this.#clients.set(name, client)
      begin()
    }
  }
}
