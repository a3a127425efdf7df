import type { Logger } from '@aplauso/process'
import { StoreUnavailable } from '@aplauso/stores'

/** A store that is down fails every request; the log says so once in this many milliseconds, with the count. */
const pauseMs = 10_000

/** Logs why requests failed: unforeseen errors each, a store's expected ones now and then. */
export function createComplaints(log: Pick<Logger, 'warn' | 'error'>, now: () => number = Date.now) {
  let lastMs = Number.NEGATIVE_INFINITY
  let requests = 0
  return (error: unknown): void => {
    if (!(error instanceof StoreUnavailable)) {
      log.error({ err: error }, 'unexpected error while answering')
      return
    }
    requests += 1
    if (now() - lastMs < pauseMs) return
    log.warn({ requests, reason: error.message }, 'the store does not answer')
    lastMs = now()
    requests = 0
  }
}
