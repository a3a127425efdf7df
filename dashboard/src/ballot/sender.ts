import type { Code, Fault } from '@aplauso/proto'
import { type Answer, readAnswer } from './answer.ts'
import type { Ballot } from './ballot.ts'

/** Why the last attempt brought no answer: the network, or what the edge said. */
export type Trouble = 'network' | Code

/** Where a ballot stands. */
export type Sending =
  | { readonly phase: 'sending'; readonly ballot: Ballot; readonly attempt: number }
  /** will be sent again by itself */
  | { readonly phase: 'waiting'; readonly ballot: Ballot; readonly attempt: number; readonly trouble: Trouble }
  /** no more by itself: the voter decides */
  | { readonly phase: 'unconfirmed'; readonly ballot: Ballot; readonly trouble: Trouble }
  | { readonly phase: 'accepted'; readonly ballot: Ballot }
  | { readonly phase: 'refused'; readonly ballot: Ballot; readonly code: Code; readonly faults: readonly Fault[] }

export interface SenderOptions {
  /** the edge's origin */
  readonly edge: string
  readonly onSending: (sending: Sending) => void
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** runs something later; the answer cancels it */
  readonly later: (run: () => void, delayMs: number) => () => void
  /** from 0 up to 1 */
  readonly random: () => number
}

/** An answer that takes longer is not waited for. */
export const timeoutMs = 10_000
/** Attempts before the voter is asked; with the waits between them a minute and a half at least. */
export const attempts = 8
const longestWaitMs = 30_000

/**
 * Sends a ballot until it is answered, each time under its id, so that it counts once however often it arrives. Waits
 * between attempts grow, are cut by chance to as little as half, and are at least what the edge asks for.
 */
export class Sender {
  readonly #options: SenderOptions
  #cancel = () => {}
  #again = () => {}

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /** Sends it now; a ballot under way before is given up. */
  send(ballot: Ballot): void {
    this.stop()
    void this.#attempt(ballot, 1)
  }

  /** Ends a wait early, where there is one: the network is back. */
  hurry(): void {
    this.#again()
  }

  /** Gives up what is under way; its fate stays unknown. */
  stop(): void {
    this.#cancel()
    this.#again = () => {}
  }

  async #attempt(ballot: Ballot, attempt: number): Promise<void> {
    const { later, onSending } = this.#options
    this.#again = () => {}
    onSending({ phase: 'sending', ballot, attempt })
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

  /** The answer; undefined where there is none. */
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
      // No connection, or it took too long.
      return undefined
    }
  }

  #settle(ballot: Ballot, attempt: number, answer: Answer | undefined): void {
    const { onSending, later, random } = this.#options
    const trouble = answer?.kind === 'failed' ? answer.code : 'network'
    if (answer?.kind === 'accepted') {
      onSending({ phase: 'accepted', ballot })
      return
    }
    if (answer?.kind === 'refused') {
      onSending({ phase: 'refused', ballot, code: answer.code, faults: answer.faults })
      return
    }
    if (attempt >= attempts) {
      onSending({ phase: 'unconfirmed', ballot, trouble })
      return
    }
    const ownWaitMs = Math.min(longestWaitMs, 1_000 * 2 ** attempt) * (1 - random() / 2)
    const waitMs = Math.max(answer?.waitMs ?? 0, ownWaitMs)
    const cancelWait = later(() => void this.#attempt(ballot, attempt + 1), waitMs)
    this.#cancel = cancelWait
    // The edge's own wish to wait holds also when the network is back.
    this.#again = () => {
      if (trouble !== 'network') return
      cancelWait()
      void this.#attempt(ballot, attempt + 1)
    }
    onSending({ phase: 'waiting', ballot, attempt, trouble })
  }
}
