import { setTimeout as pause } from 'node:timers/promises'
import type { Results } from '@aplauso/proto'
import type { Freshness } from './freshness.ts'
import { sumsOfResults } from './history/index.ts'

const betweenReadsMs = 250
const answerTimeoutMs = 5_000

/** Reads the results of the contest that is open, over and over, and hands them to what measures freshness. */
export class ResultsWatch {
  readonly #url: URL
  readonly #freshness: Freshness
  readonly #stop = new AbortController()
  readonly #ended: Promise<void>

  /** @param url of the results API */
  constructor(url: string, freshness: Freshness) {
    this.#url = new URL('/v1/results/default', url)
    this.#freshness = freshness
    this.#ended = this.#run()
  }

  /** Reads on until every vote that may still be judged is, `mostMs` at most. */
  async untilJudged(mostMs: number): Promise<void> {
    const untilMs = performance.now() + mostMs
    while (this.#freshness.awaited > 0 && performance.now() < untilMs) await pause(betweenReadsMs)
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await this.#ended
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      const beganMs = performance.now()
      this.#freshness.look(await this.#read().catch(() => undefined), beganMs)
      await pause(betweenReadsMs, undefined, { signal }).catch(() => {})
    }
  }

  async #read(): Promise<ReadonlyMap<string, number> | undefined> {
    const response = await fetch(this.#url, { signal: AbortSignal.timeout(answerTimeoutMs) })
    if (!response.ok) return undefined
    return sumsOfResults([(await response.json()) as Results])?.ranks
  }
}
