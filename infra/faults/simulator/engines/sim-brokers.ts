import { StoreUnavailable } from '@aplauso/stores'
import type { Random } from '../../random.ts'

type BrokerState = 'up' | 'frozen' | 'dead'

const brokerCount = 3

/**
 * Which brokers run. At most one is away at a time, and min ISR is two of three. The controller fences it after a while:
 * then others lead its partitions, and acks=all no longer waits for it.
 */
export class SimBrokers {
  readonly #random: Random
  readonly #states: BrokerState[] = Array.from({ length: brokerCount }, () => 'up')
  readonly #fenced = new Set<number>()
  #waiting: (() => void)[] = []

  constructor(random: Random) {
    this.#random = random
  }

  /** A broker that can lead. */
  anyUp(): number {
    const up = this.#states.flatMap((state, broker) => (state === 'up' ? [broker] : []))
    return this.#random.pick(up) ?? 0
  }

  /** Resolves when the broker answers: a frozen one once it thaws. @throws StoreUnavailable if it is dead */
  async reached(broker: number): Promise<void> {
    while (this.#states[broker] === 'frozen') await this.#change()
    if (this.#states[broker] === 'dead') throw new StoreUnavailable('the connection is refused')
  }

  /** Resolves when no replica is missing that acks=all waits for. */
  async inSync(): Promise<void> {
    while (this.#states.some((state, broker) => state !== 'up' && !this.#fenced.has(broker))) await this.#change()
  }

  /**
   * Stops one broker for a while, unless one is away already.
   * @param onFenced called when the controller gives the broker up, which it does not where it is back before
   */
  stop(how: 'frozen' | 'dead', forMs: number, fencedAfterMs: number, onFenced: (broker: number) => void): void {
    if (this.#states.some((state) => state !== 'up')) return
    const broker = this.#random.between(0, brokerCount - 1)
    this.#states[broker] = how
    const fencing = setTimeout(() => {
      this.#fenced.add(broker)
      onFenced(broker)
      this.#changed()
    }, fencedAfterMs)
    setTimeout(() => {
      clearTimeout(fencing)
      this.#states[broker] = 'up'
      this.#fenced.delete(broker)
      this.#changed()
    }, forMs)
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  #changed(): void {
    for (const resume of this.#waiting.splice(0)) resume()
  }
}
