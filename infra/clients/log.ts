import type { LogPage } from '@aplauso/proto'
import { Latencies } from '../terminal/latencies.ts'

const timeoutMs = 20_000

/** Reads the log API as a page does, and keeps how long each answer took. */
export class LogClient {
  readonly latencies = new Latencies()
  readonly #url: string

  /** @param url the log API's address, without path */
  constructor(url: string) {
    this.#url = `${url}/v1/logs`
  }

  /** @throws Error where it does not answer 200 */
  async page(query: Readonly<Record<string, string | number>>): Promise<LogPage> {
    const search = new URLSearchParams(
      Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
    )
    const startedMs = performance.now()
    const answer = await fetch(`${this.#url}?${search}`, { signal: AbortSignal.timeout(timeoutMs) })
    if (!answer.ok) throw new Error(`the log API answered ${answer.status}: ${await answer.text()}`)
    const page = (await answer.json()) as LogPage
    this.latencies.add(performance.now() - startedMs)
    return page
  }
}
