/**
 * The work's result, or an error once its time is over; the signal aborts then.
 * @throws Error `no answer within … ms`, or what the work throws
 */
export async function withDeadline<Result>(
  timeoutMs: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const givingUp = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const error = new Error(`no answer within ${timeoutMs} ms`)
      // Work that reacts to the signal comes to its own error; either one tells the same.
      givingUp.abort(error)
      reject(error)
    }, timeoutMs)
  })
  try {
    return await Promise.race([work(givingUp.signal), deadline])
  } finally {
    clearTimeout(timer)
  }
}
