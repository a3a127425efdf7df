const sameRequestMs = 1_000
const parentCheckMs = 1_000

/** The request to stop, as a command sees it. */
export interface Interrupt {
  /** aborted by the first Ctrl-C, SIGTERM or SIGHUP, or when the process that started the command has ended */
  readonly signal: AbortSignal
  /** resolves at the same moment */
  readonly requested: Promise<void>
}

/**
 * Watches for the request to stop. npm and this project may forward one Ctrl-C more than once, so signals within a second
 * are one request. A later one calls `again`.
 */
export function watchInterrupts(again: () => void): Interrupt {
  const controller = new AbortController()
  const requested = new Promise<void>((resolve) => controller.signal.addEventListener('abort', () => resolve()))
  let firstMs: number | undefined
  const stop = () => {
    firstMs ??= performance.now()
    if (performance.now() - firstMs > sameRequestMs) again()
    controller.abort(new Interrupted())
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop)
  watchParent(() => controller.abort(new Interrupted()))
  return { signal: controller.signal, requested }
}

/**
 * Does work until it is done or the person asks to stop.
 * @throws Interrupted in the latter case
 * @example
 * await untilInterrupted((signal) => castFile({ path, reportPath, signal }))
 */
export async function untilInterrupted<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  const { signal, requested } = watchInterrupts(() => process.exit(130))
  const interrupted = requested.then((): never => {
    throw new Interrupted()
  })
  try {
    return await Promise.race([work(signal), interrupted])
  } catch (error) {
    throw signal.aborted ? new Interrupted() : error
  }
}

/** The work was interrupted because the person, or the machine, asked to stop. */
export class Interrupted extends Error {
  constructor() {
    super('stopped on request')
    this.name = 'Interrupted'
  }
}

/** A parent that was killed cannot forward a signal, but then this process gets another parent. */
function watchParent(gone: () => void): void {
  if (process.env.APLAUSO_INVOKED_FROM === undefined) return
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    gone()
  }, parentCheckMs)
  timer.unref()
}
