import { grouped, type Output } from '../terminal/index.ts'
import { Latencies } from '../terminal/latencies.ts'
import type { ReadTotal } from './counting.ts'
import type { CastVote } from './generate.ts'

const movingMs = 1_000
const plainMs = 5_000

/** Shows a running load: a moving line on a terminal, elsewhere a plain line every five seconds. */
export class LiveView {
  readonly #output: Output
  readonly #read: ReadTotal
  readonly #before: number
  readonly #startedMs = performance.now()
  readonly #timers: readonly NodeJS.Timeout[]
  #sinceMs = performance.now()
  #latencies = new Latencies()
  #errors = 0
  #queue = 0
  #counted: number | undefined
  #isReading = false

  /** @param before the total before the load */
  constructor(read: ReadTotal, before: number, output: Output) {
    this.#read = read
    this.#before = before
    this.#output = output
    this.#timers = [
      setInterval(() => this.#show(), output.isTerminal ? movingMs : plainMs),
      setInterval(() => void this.#readCounted(), movingMs),
    ]
  }

  vote({ fate, latencyMs }: CastVote): void {
    this.#latencies.add(latencyMs)
    if (fate !== 'accepted') this.#errors += 1
  }

  queue(waiting: number): void {
    this.#queue = waiting
  }

  /** Leaves the last line on screen. */
  end(): void {
    for (const timer of this.#timers) clearInterval(timer)
    if (this.#output.isTerminal) this.#output.stream.write('\n')
  }

  /** Rate and latencies cover the time since the last line; errors and counted votes cover the whole load. */
  #show(): void {
    const nowMs = performance.now()
    const latencies = this.#latencies
    const rate = Math.round((latencies.count * 1_000) / (nowMs - this.#sinceMs))
    const line = [
      `${Math.round((nowMs - this.#startedMs) / 1_000)} s`.padStart(5),
      `${grouped(rate)} votes/s`,
      `p50 ${latencies.quantile(0.5).toFixed(1)} ms`,
      `p99 ${latencies.quantile(0.99).toFixed(1)} ms`,
      `errors ${grouped(this.#errors)}`,
      `queue ${grouped(this.#queue)}`,
      `counted ${this.#counted === undefined ? '?' : grouped(this.#counted)}`,
    ].join('   ')
    if (this.#output.isTerminal) this.#output.stream.write(`\r\u001B[K${line}`)
    else this.#output.say(line)
    this.#latencies = new Latencies()
    this.#sinceMs = nowMs
  }

  /** Shows `?` while the results API does not answer. */
  async #readCounted(): Promise<void> {
    if (this.#isReading) return
    this.#isReading = true
    const total = await this.#read().catch(() => null)
    this.#counted = total === null ? undefined : total - this.#before
    this.#isReading = false
  }
}
