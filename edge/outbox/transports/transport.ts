import type { RelayEntry, RelayOutcome } from '@aplauso/proto'

/** A way to the log. */
export interface Transport {
  /**
   * Appends entries; what became of each, in order.
   * @param signal aborts when nobody waits for the answer any more
   * @throws where the fate of all is unknown; NeedsOperator where no waiting mends it
   */
  send(entries: readonly RelayEntry[], signal: AbortSignal): Promise<readonly RelayOutcome[]>
  /** Lets go of open connections; the next `send` opens what it needs. */
  release(): Promise<void>
  /** Connections in a row that were given up while they were still opening: the runtime may never let go of them. */
  readonly stuck: number
}

/** The log takes nothing until somebody mends something; what is to be sent waits. */
export class NeedsOperator extends Error {
  /** what to do */
  readonly advice: string

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'NeedsOperator'
    this.advice = advice
  }
}
