/** Work that reacts to the signal knows what was wrong, which says more than that the time is over. */
const lastWordMs = 1

/**
 * The work's result, if it comes in time; after that the signal aborts.
 * @param late makes the error of `no answer within … ms`, which is also the signal's reason
 * @throws what the work throws, also in answer to the signal; else the error of `late`
 * @example
 * const answer = await withDeadline(5_000, (signal) => fetch(url, { signal }))
 */
export async function withDeadline<Result>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
  late: (message: string) => Error = (message) => new Error(message),
): Promise<Result> {
  const givingUp = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = late(`no answer within ${timeoutMs} ms`)
      givingUp.abort(error)
      timer = setTimeout(reject, lastWordMs, error)
    }, timeoutMs)
  })
  try {
    return await Promise.race([work(givingUp.signal), deadline])
  } finally {
    clearTimeout(timer)
  }
}
