import type { RelayEntry, RelayOutcome } from '@aplauso/proto'

/** A way to the log. */
export interface Transport {
  /**
   * Appends entries; what became of each, in order.
   * @param signal aborts when nobody waits for the answer any more
   * @throws where the fate of all is unknown
   */
  send(entries: readonly RelayEntry[], signal: AbortSignal): Promise<readonly RelayOutcome[]>
  /** Lets go of open connections; the next `send` opens what it needs. */
  release(): Promise<void>
  /** Connections in a row that were given up while they were still opening: the runtime may never let go of them. */
  readonly stuck: number
}
