import type { AppendResult, RelayEntry } from '@aplauso/proto'

/** A way to the log. */
export interface Transport {
  /**
   * Resolves with what became of each entry, in order.
   * @param signal aborts when nobody waits for the answer any more
   * @throws if it is unknown what became of them all; NeedsOperator if waiting does not help
   */
  append(entries: readonly RelayEntry[], signal: AbortSignal): Promise<readonly AppendResult[]>
  /** Lets go of open connections; the next `append` opens what it needs. */
  release(): Promise<void>
  /** Connections in a row that were given up while they were still opening: the runtime may never let go of them. */
  readonly stuck: number
}

/** The log takes nothing until an operator acts; what is to be appended waits. */
export class NeedsOperator extends Error {
  /** what to do */
  readonly advice: string

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'NeedsOperator'
    this.advice = advice
  }
}
