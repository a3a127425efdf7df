import { StoreUnavailable } from '../ports/errors.ts'

/** The work's result. @throws StoreUnavailable when the signal aborts first; what the work throws */
export async function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const giveUp = () => reject(new StoreUnavailable('Kafka did not answer in time'))
  if (signal.aborted) giveUp()
  else signal.addEventListener('abort', giveUp, { once: true })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', giveUp)
  }
}

/** Waits. @returns whether the time passed before the signal aborted */
export function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(false)
    const end = (passed: boolean) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      resolve(passed)
    }
    const abort = () => end(false)
    const timer = setTimeout(() => end(true), ms)
    signal.addEventListener('abort', abort, { once: true })
  })
}
