/**
 * Calls `stop` once when the process is asked to end: SIGINT, SIGTERM, or the parent that started it with an IPC
 * channel is gone (a parent killed with -9 leaves no orphans behind).
 */
export function onStopRequest(stop: (reason: string) => void): void {
  let asked = false
  const once = (reason: string) => {
    if (asked) return
    asked = true
    stop(reason)
  }
  process.on('SIGINT', () => once('SIGINT'))
  process.on('SIGTERM', () => once('SIGTERM'))
  process.on('disconnect', () => once('parent gone'))
}
