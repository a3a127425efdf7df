import type { LogPage } from '@aplauso/proto'
import { Latencies } from '../terminal/latencies.ts'

const timeoutMs = 20_000

/** Reads the log API as a page does, and records the latency of each request. */
export class LogClient {
  readonly latencies = new Latencies()
  readonly #url: string

  /** @param url the log API's address, without a path */
  constructor(url: string) {
    this.#url = `${url}/v1/logs`
  }

  /** @throws Error unless the answer is a success */
  async page(query: Readonly<Record<string, string | number>>): Promise<LogPage> {
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const startedMs = performance.now()
    const response = await fetch(`${this.#url}?${search}`, { signal: AbortSignal.timeout(timeoutMs) })
    if (!response.ok) throw new Error(`the log API answered ${response.status}: ${await response.text()}`)
    const page = (await response.json()) as LogPage
    this.latencies.add(performance.now() - startedMs)
    return page
  }
}
