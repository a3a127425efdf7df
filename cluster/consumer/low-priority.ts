import { setTimeout as sleep } from 'node:timers/promises'
import type { Pause } from '@aplauso/stores'

/** Pauses as long as each piece of work took, so that half the time is for others. @param signal ends the work, by an error */
export function lowPriority(signal: AbortSignal): Pause {
  let sinceMs = performance.now()
  return async () => {
    await sleep(performance.now() - sinceMs, undefined, { signal })
    sinceMs = performance.now()
  }
}
