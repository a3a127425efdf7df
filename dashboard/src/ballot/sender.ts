import type { Code, Fault } from '@aplauso/proto'
import { type Answer, readAnswer } from './answer.ts'
import type { Ballot } from './ballot.ts'

/** Why the last attempt brought no answer: the network, or what the edge said. */
export type Trouble = 'network' | Code

/** How far the sending of a ballot is. */
export type SendStatus =
  | { readonly phase: 'sending'; readonly ballot: Ballot; readonly attempt: number }
  /** the sender tries again by itself */
  | { readonly phase: 'waiting'; readonly ballot: Ballot; readonly attempt: number; readonly trouble: Trouble }
  /** the sender has given up: the voter decides */
  | { readonly phase: 'unconfirmed'; readonly ballot: Ballot; readonly trouble: Trouble }
  | { readonly phase: 'accepted'; readonly ballot: Ballot }
  | { readonly phase: 'refused'; readonly ballot: Ballot; readonly code: Code; readonly faults: readonly Fault[] }

export interface SenderOptions {
  /** the edge's origin */
  readonly edge: string
  readonly onStatus: (status: SendStatus) => void
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** runs something later; returns what cancels it */
  readonly later: (run: () => void, delayMs: number) => () => void
  /** from 0 up to 1 */
  readonly random: () => number
}

/** A request is aborted after this time. */
export const timeoutMs = 10_000
/** Attempts before the voter is asked; the waits between them add up to at least a minute and a half. */
export const attempts = 8
const longestWaitMs = 30_000

/**
 * Sends a ballot until the edge answers it, each time under its id, so that it counts once however often it arrives.
 * Waits between attempts double, with up to half of each taken off at random, and are never shorter than the edge asks.
 */
export class Sender {
  readonly #options: SenderOptions
  #cancel = () => {}
  #again = () => {}

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /** Sends the ballot now, and stops sending any earlier one. */
  send(ballot: Ballot): void {
    this.stop()
    void this.#attempt(ballot, 1)
  }

  /** Ends a wait for the network early: the network is back. */
  hurry(): void {
    this.#again()
  }

  /** Stops sending. Whether the vote arrived stays unknown. */
  stop(): void {
    this.#cancel()
    this.#again = () => {}
  }

  async #attempt(ballot: Ballot, attempt: number): Promise<void> {
    const { later, onStatus } = this.#options
    this.#again = () => {}
    onStatus({ phase: 'sending', ballot, attempt })
    const abort = new AbortController()
    let isGivenUp = false
    const cancelTimeout = later(() => abort.abort(), timeoutMs)
    this.#cancel = () => {
      isGivenUp = true
      abort.abort()
    }
    const answer = await this.#post(ballot, abort.signal)
    cancelTimeout()
    if (!isGivenUp) this.#settle(ballot, attempt, answer)
  }

  /** @returns the answer, or undefined if there is none */
  async #post(ballot: Ballot, signal: AbortSignal): Promise<Answer | undefined> {
    try {
      const response = await this.#options.fetch(`${this.#options.edge}/v1/votes`, {
        method: 'POST',
        credentials: 'omit',
        cache: 'no-store',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(ballot),
        signal,
      })
      return await readAnswer(response)
    } catch {
      // No connection, or the request timed out.
      return undefined
    }
  }

  #settle(ballot: Ballot, attempt: number, answer: Answer | undefined): void {
    const { onStatus, later, random } = this.#options
    const trouble = answer?.kind === 'failed' ? answer.code : 'network'
    if (answer?.kind === 'accepted') {
      onStatus({ phase: 'accepted', ballot })
      return
    }
    if (answer?.kind === 'refused') {
      onStatus({ phase: 'refused', ballot, code: answer.code, faults: answer.faults })
      return
    }
    if (attempt >= attempts) {
      onStatus({ phase: 'unconfirmed', ballot, trouble })
      return
    }
    const ownWaitMs = Math.min(longestWaitMs, 1_000 * 2 ** attempt) * (1 - random() / 2)
    const waitMs = Math.max(answer?.waitMs ?? 0, ownWaitMs)
    const cancelWait = later(() => void this.#attempt(ballot, attempt + 1), waitMs)
    this.#cancel = cancelWait
    // A wait that the edge asked for holds when the network comes back, too.
    this.#again = () => {
      if (trouble !== 'network') return
      cancelWait()
      void this.#attempt(ballot, attempt + 1)
    }
    onStatus({ phase: 'waiting', ballot, attempt, trouble })
  }
}
