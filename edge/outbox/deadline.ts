/** Work that reacts to the signal says what was wrong all the time: more than that the time is over. */
const lastWordMs = 1

/**
 * The work's result, or an error once its time is over; the signal aborts then.
 * @throws what the work throws, also in answer to the signal; else Error `no answer within … ms`
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
