const sameRequestMs = 1_000
const parentCheckMs = 1_000

/** The request to stop, as a command sees it. */
export interface Interrupt {
  /** Aborted with the first Ctrl-C, SIGTERM or SIGHUP, or when the process that started the command is gone. */
  readonly signal: AbortSignal
  /** Resolves then. */
  readonly requested: Promise<void>
}

/**
 * Watches for the request to stop. npm and we ourselves may pass one Ctrl-C on more than once: what comes within a
 * second is the same request. A later one calls `again`.
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

/** The work was broken off because the person, or the machine, asked to stop. */
export class Interrupted extends Error {
  constructor() {
    super('stopped on request')
    this.name = 'Interrupted'
  }
}

/** A starter that was killed outright cannot pass anything on: then our parent is another one than before. */
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
