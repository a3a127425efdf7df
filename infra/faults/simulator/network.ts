import { StoreUnavailable } from '@aplauso/stores'
import type { Random } from '../random.ts'
import type { SimProcess } from './process.ts'

const timeoutMs = 1_500

/** What the network does to a call, as probabilities. */
export interface Weather {
  readonly loseRequest: number
  readonly loseAnswer: number
  readonly duplicate: number
  readonly slow: number
  /** a broker leaves a partition out of its answer, and its records out of the log */
  readonly leaveOut: number
}

export const calm: Weather = { loseRequest: 0, loseAnswer: 0, duplicate: 0, slow: 0.02, leaveOut: 0 }

/** Calls from processes to engines: they may get lost, come late, come twice, overtake each other. */
export class Network {
  weather: Weather = calm
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  /** Runs `work` at the engine and hands its answer to the process. @throws StoreUnavailable where no answer came in time */
  call<Answer>(from: SimProcess, work: () => Answer | Promise<Answer>): Promise<Answer> {
    if (!from.isAlive) return new Promise(() => {})
    const { loseRequest, loseAnswer, duplicate } = this.weather
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => from.deliver(() => reject(new StoreUnavailable('no answer'))), timeoutMs)
      const answer = (say: () => void) => {
        if (this.#random.chance(loseAnswer)) return
        setTimeout(() => {
          clearTimeout(timer)
          from.deliver(say)
        }, this.#latencyMs())
      }
      if (!this.#random.chance(loseRequest)) {
        setTimeout(() => {
          Promise.resolve()
            .then(work)
            .then(
              (value) => answer(() => resolve(value)),
              (error) => answer(() => reject(error)),
            )
        }, this.#latencyMs())
      }
      if (this.#random.chance(duplicate)) {
        setTimeout(() => {
          Promise.resolve()
            .then(work)
            .catch(() => undefined)
        }, this.#latencyMs() * 5)
      }
    })
  }

  #latencyMs(): number {
    return this.#random.chance(this.weather.slow) ? this.#random.between(50, 2_500) : this.#random.between(1, 10)
  }
}
