import type { RelayEntry, RelayOutcome } from '@aplauso/proto'

/** A way to the log. */
export interface Transport {
  /**
   * Appends entries; what became of each, in order.
   * @param signal aborts when nobody waits for the answer any more
   * @throws where the fate of all is unknown
   */
  send(entries: readonly RelayEntry[], signal: AbortSignal): Promise<readonly RelayOutcome[]>
}
