import { ageHeader } from '@aplauso/proto'
import { noReading, type Reading } from './reading.ts'

/** The time from an answer to the next request. */
export const intervalMs = 1_000
/** The longest pause after failures, and the pause after "no such contest". */
export const longestPauseMs = 15_000
/** A request is aborted after this time: results on a slow line are not unreachable. */
export const timeoutMs = 20_000

export interface PollerOptions<Value> {
  readonly url: string
  /** reads the document; undefined if it is another one */
  readonly read: (document: unknown) => Value | undefined
  readonly onReading: (reading: Reading<Value>) => void
  /** the time from an answer to the next request; by default a second */
  readonly intervalMs?: number
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  /** a monotonic clock, ms */
  readonly now: () => number
  /** runs something later; returns what cancels it */
  readonly later: (run: () => void, delayMs: number) => () => void
  /** from 0 up to 1 */
  readonly random: () => number
}

type Answer<Value> = Pick<Reading<Value>, 'value' | 'isMissing' | 'ageMs'>

/**
 * Reads a document about every second, with `If-None-Match`. After failures the pauses double, with up to half of each
 * taken off at random, so that a thousand pages do not return at the same moment.
 */
export class Poller<Value> {
  readonly #options: PollerOptions<Value>
  #reading: Reading<Value> = noReading
  #etag: string | null = null
  #running = false
  #abort: AbortController | undefined
  #cancelNext = () => {}

  constructor(options: PollerOptions<Value>) {
    this.#options = options
  }

  /** Starts polling at once; does nothing if it is polling already. */
  start(): void {
    if (this.#running) return
    this.#running = true
    void this.#poll()
  }

  /** Stops polling, and aborts the request under way. */
  stop(): void {
    this.#running = false
    this.#cancelNext()
    this.#abort?.abort()
  }

  async #poll(): Promise<void> {
    const { now, later, onReading } = this.#options
    const abort = new AbortController()
    this.#abort = abort
    const cancelTimeout = later(() => abort.abort(), timeoutMs)
    const answer = await this.#ask(abort.signal).catch(() => undefined)
    cancelTimeout()
    if (!this.#running || this.#abort !== abort) return

    const failures = answer ? 0 : this.#reading.failures + 1
    this.#reading = answer ? { ...answer, receivedMs: now(), failures } : { ...this.#reading, failures }
    onReading(this.#reading)
    this.#cancelNext = later(() => void this.#poll(), this.#pauseMs())
  }

  /** @returns the document and its age, or undefined if the answer is another one */
  async #ask(signal: AbortSignal): Promise<Answer<Value> | undefined> {
    const { url, read, fetch } = this.#options
    const { value } = this.#reading
    const known = value !== null && this.#etag !== null ? { 'if-none-match': this.#etag } : undefined
    // The first request takes the answer to the host's preload; later ones bypass the browser's cache, whose copy would
    // carry an old age.
    const isFirst = this.#reading === noReading
    const how: RequestInit = isFirst ? {} : { cache: 'no-store', credentials: 'omit' }
    const answer = await fetch(url, { signal, headers: known ?? {}, ...how })
    const age = answer.headers.get(ageHeader) ?? ''
    const ageMs = /^\d+$/.test(age) ? Number(age) : null
    if (answer.status === 304 && known) return { value, isMissing: false, ageMs }
    if (answer.status === 404)
      return (await isUnknownContest(answer)) ? { value: null, isMissing: true, ageMs } : undefined
    if (answer.status !== 200) return undefined
    const fresh = read(await answer.json())
    if (fresh === undefined) return undefined
    this.#etag = answer.headers.get('etag')
    return { value: fresh, isMissing: false, ageMs }
  }

  #pauseMs(): number {
    const { intervalMs: usual = intervalMs, random } = this.#options
    const { failures, isMissing } = this.#reading
    if (failures === 0 && !isMissing) return usual
    const longest = isMissing ? longestPauseMs : usual * 2 ** Math.min(failures, 10)
    return Math.max(usual, Math.min(longestPauseMs, longest) * (1 - random() / 2))
  }
}

/** Whether a 404 is the API's own; any other comes from a server in its place. */
async function isUnknownContest(answer: Response): Promise<boolean> {
  const body: unknown = await answer.json()
  return typeof body === 'object' && body !== null && 'code' in body && body.code === 'unknown_contest'
}
