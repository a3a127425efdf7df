const bucketsPerDoubling = 16
const leastMs = 0.1

/** A histogram of latencies in buckets about 4 % wide, whose memory does not grow with their number. */
export class Latencies {
  readonly #buckets = new Map<number, number>()
  #count = 0
  #maxMs = 0

  get count(): number {
    return this.#count
  }

  get maxMs(): number {
    return this.#maxMs
  }

  add(latencyMs: number): void {
    const bucket = Math.ceil(Math.log2(Math.max(latencyMs, leastMs) / leastMs) * bucketsPerDoubling)
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + 1)
    this.#count += 1
    this.#maxMs = Math.max(this.#maxMs, latencyMs)
  }

  /** The latency that a share of the values (0 to 1) does not exceed, in milliseconds; 0 without values. */
  quantile(share: number): number {
    let left = Math.ceil(this.#count * share)
    for (const bucket of [...this.#buckets.keys()].sort((a, b) => a - b)) {
      left -= this.#buckets.get(bucket) ?? 0
      if (left <= 0) return Math.min(this.#maxMs, leastMs * 2 ** (bucket / bucketsPerDoubling))
    }
    return 0
  }
}
