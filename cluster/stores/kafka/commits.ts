import type { Consumer } from 'kafkajs'

const everyMs = 1_000

/**
 * Group offsets, for lag and scaling only: noted at once, sent once a second together. One that is lost costs nothing
 * but a little reading again.
 */
export class Commits {
  readonly #consumer: Consumer
  readonly #topic: string
  readonly #noted = new Map<number, number>()
  #owned: ReadonlySet<number> = new Set()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(consumer: Consumer, topic: string) {
    this.#consumer = consumer
    this.#topic = topic
  }

  /** Forgets what belongs to partitions that others own from now on. */
  keep(owned: readonly number[]): void {
    this.#owned = new Set(owned)
    for (const partition of this.#noted.keys()) if (!this.#owned.has(partition)) this.#noted.delete(partition)
  }

  note(partition: number, position: number): void {
    this.#noted.set(partition, position)
    this.#timer ??= setTimeout(() => void this.send(), everyMs)
  }

  /** Sends what was noted. Never throws. */
  async send(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const offsets = [...this.#noted].map(([partition, offset]) => ({
      topic: this.#topic,
      partition,
      offset: String(offset),
    }))
    this.#noted.clear()
    if (offsets.length === 0) return
    await this.#consumer.commitOffsets(offsets).catch(() => {})
  }
}
