/** A call from its start until its answer is sent. */
export interface OpenCall {
  /** the client's address */
  readonly peer: string
  /** whose share it uses */
  readonly owner: string
  /** whether it may stay open after its first message and answer */
  readonly isStream: boolean
  /** since when it waits for its client to send a message; absent: it does not */
  readsSinceMs?: number
  /** since when it waits for its client to read an answer; absent: it does not */
  sendsSinceMs?: number
  /** Whether since then it has only waited for its client to send something. */
  isIdleSince(beforeMs: number): boolean
  /** Ends it with a status: another call needs its place. */
  endForRoom(): void
  /** Ends it with a status: the server is stopping. Absent: it ends by itself. */
  readonly endForStop?: () => void
}

/** A call that has been silent for this long gives way. */
const idleMs = 250

/**
 * The calls that are open at present. Streams have half of the places at most, so that one vote at a time finds another.
 * Where there is none left, a call that only waits for its client ends: the oldest such of whoever has most calls, if
 * that is more than the newcomer's owner has.
 */
export class OpenCalls {
  readonly #byOwner = new Map<string, Set<OpenCall>>()
  readonly #maxCalls: number
  readonly #maxStreams: number
  #streams = 0
  size = 0
  /** calls refused because there were too many, or because of the memory that they would have needed */
  refused = 0
  /** silent calls ended because others needed their places */
  ended = 0
  /** Set where memory is short: no new calls. */
  pressed = false

  constructor({ maxCalls }: { readonly maxCalls: number }) {
    this.#maxCalls = maxCalls
    this.#maxStreams = Math.ceil(maxCalls / 2)
  }

  *[Symbol.iterator](): Generator<OpenCall> {
    for (const calls of this.#byOwner.values()) yield* calls
  }

  /** @returns false where the call is refused: it would be in vain, or there are too many, but for those taken always */
  enter(call: OpenCall, { isInVain, always }: { readonly isInVain: boolean; readonly always: boolean }): boolean {
    if (!always && (isInVain || this.pressed)) return this.#refuse()
    if (!this.#hasPlaceFor(call) && !this.#makePlaceFor(call) && !always) return this.#refuse()
    const calls = this.#byOwner.get(call.owner) ?? new Set()
    this.#byOwner.set(call.owner, calls.add(call))
    this.size += 1
    if (call.isStream) this.#streams += 1
    return true
  }

  leave(call: OpenCall): void {
    const calls = this.#byOwner.get(call.owner)
    if (!calls?.delete(call)) return
    if (calls.size === 0) this.#byOwner.delete(call.owner)
    this.size -= 1
    if (call.isStream) this.#streams -= 1
  }

  #refuse(): false {
    this.refused += 1
    return false
  }

  #hasPlaceFor({ isStream }: OpenCall): boolean {
    return this.size < this.#maxCalls && !(isStream && this.#streams >= this.#maxStreams)
  }

  #makePlaceFor(call: OpenCall): boolean {
    const onlyStreams = call.isStream && this.#streams >= this.#maxStreams
    const silent = this.#silentCall(this.#byOwner.get(call.owner)?.size ?? 0, onlyStreams)
    if (!silent) return false
    this.leave(silent)
    this.ended += 1
    silent.endForRoom()
    return true
  }

  /** A silent call of the owner who has most calls, more than `than`. */
  #silentCall(than: number, onlyStreams: boolean): OpenCall | undefined {
    const beforeMs = performance.now() - idleMs
    let found: OpenCall | undefined
    let most = than
    for (const calls of this.#byOwner.values()) {
      if (calls.size <= most) continue
      const silent = firstOf(calls, (call) => (call.isStream || !onlyStreams) && call.isIdleSince(beforeMs))
      if (!silent) continue
      found = silent
      most = calls.size
    }
    return found
  }
}

function firstOf(calls: Iterable<OpenCall>, isSuch: (call: OpenCall) => boolean): OpenCall | undefined {
  for (const call of calls) if (isSuch(call)) return call
  return undefined
}
