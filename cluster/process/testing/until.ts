import { setTimeout as sleep } from 'node:timers/promises'

const betweenLooksMs = 10

/** Waits until something is so. @throws Error where it is not in time (10 s) */
export async function until(isSo: () => boolean | Promise<boolean>, timeoutMs = 10_000): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs
  while (!(await isSo())) {
    if (performance.now() > deadlineMs) throw new Error(`not so within ${timeoutMs} ms`)
    await sleep(betweenLooksMs)
  }
}
