import { StoreUnavailable } from '@aplauso/stores'

/**
 * What the work gives, if it does so in time; its signal aborts where it does not.
 * @throws StoreUnavailable where it does not; what the work throws
 */
export async function within<Result>(timeoutMs: number, work: (late: AbortSignal) => Promise<Result>): Promise<Result> {
  const late = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new StoreUnavailable(`no answer within ${timeoutMs} ms`)
      reject(error)
      late.abort(error)
    }, timeoutMs)
  })
  try {
    return await Promise.race([work(late.signal), timeout])
  } finally {
    clearTimeout(timer)
  }
}
