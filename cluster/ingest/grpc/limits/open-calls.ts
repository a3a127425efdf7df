/** A call from its start until its answer is sent. */
export interface OpenCall {
  /** the client's address */
  readonly peer: string
  /** since when it waits for its client to send a message; absent: it does not */
  readsSinceMs?: number
  /** since when it waits for its client to read an answer; absent: it does not */
  sendsSinceMs?: number
  /** Ends it with a status: the server is stopping. Absent: it ends by itself. */
  readonly endForStop?: () => void
}

/** What the callers hold at present: their calls, and the memory of the messages that are being worked on. */
export class OpenCalls {
  readonly #calls = new Set<OpenCall>()
  readonly #maxCalls: number
  readonly #maxPendingBytes: number
  readonly #putOff = new Set<() => void>()
  pendingBytes = 0
  /** calls refused because there were too many, or because of the memory that they would have needed */
  refused = 0
  /** Set where memory is short: no new calls. */
  pressed = false

  constructor({ maxCalls, maxPendingBytes }: { readonly maxCalls: number; readonly maxPendingBytes: number }) {
    this.#maxCalls = maxCalls
    this.#maxPendingBytes = maxPendingBytes
  }

  get size(): number {
    return this.#calls.size
  }

  [Symbol.iterator](): Iterator<OpenCall> {
    return this.#calls[Symbol.iterator]()
  }

  /** @returns false where the call is refused: it would be in vain, or there are too many, but for those taken always */
  enter(call: OpenCall, { isInVain, always }: { readonly isInVain: boolean; readonly always: boolean }): boolean {
    if (!always && (isInVain || this.pressed || this.#calls.size >= this.#maxCalls)) {
      this.refused += 1
      return false
    }
    this.#calls.add(call)
    return true
  }

  leave(call: OpenCall): void {
    this.#calls.delete(call)
  }

  /** Whether the messages that are being worked on leave room for another. */
  hasRoom(): boolean {
    return this.pendingBytes < this.#maxPendingBytes
  }

  /** Takes memory for a message. @returns false where there is none */
  tryTake(bytes: number): boolean {
    if (this.pendingBytes + bytes > this.#maxPendingBytes) {
      this.refused += 1
      return false
    }
    this.pendingBytes += bytes
    return true
  }

  /**
   * Takes memory for a message as soon as there is some, in order; then calls `go`.
   * @returns forgets about it: nothing is taken any more
   */
  take(bytes: number, go: () => void): () => void {
    const start = () => {
      this.pendingBytes += bytes
      go()
    }
    if (this.hasRoom() && this.#putOff.size === 0) start()
    else this.#putOff.add(start)
    return () => void this.#putOff.delete(start)
  }

  /** messages that wait for memory */
  get waiting(): number {
    return this.#putOff.size
  }

  /** Gives memory back. */
  release(bytes: number): void {
    this.pendingBytes -= bytes
    for (const start of this.#putOff) {
      if (!this.hasRoom()) break
      this.#putOff.delete(start)
      start()
    }
  }
}
