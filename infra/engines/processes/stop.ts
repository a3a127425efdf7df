import { setTimeout as sleep } from 'node:timers/promises'
import { stillRuns } from './identity.ts'

const pollMs = 50
const killWaitMs = 5000

export type StopResult = 'stopped' | 'killed' | 'was not running'

/**
 * Stops the very process that was noted: SIGTERM, and SIGKILL when it is still there after `patienceMs`. A process that
 * has its number but not its start time is left alone.
 * @throws Error when even SIGKILL does not end it
 */
export async function stopProcess(
  noted: { readonly pid: number; readonly identity: string },
  patienceMs: number,
): Promise<StopResult> {
  if (!signal(noted, 'SIGTERM')) return 'was not running'
  if (await gone(noted, patienceMs)) return 'stopped'
  signal(noted, 'SIGKILL')
  if (await gone(noted, killWaitMs)) return 'killed'
  throw new Error(`process ${noted.pid} does not end, not even by SIGKILL`)
}

/**
 * Ends the very process that was noted with SIGKILL, as a crash would.
 * @returns whether it still ran
 * @throws Error when even SIGKILL does not end it
 */
export async function killProcess(noted: { readonly pid: number; readonly identity: string }): Promise<boolean> {
  if (!signal(noted, 'SIGKILL')) return false
  if (await gone(noted, killWaitMs)) return true
  throw new Error(`process ${noted.pid} does not end, not even by SIGKILL`)
}

function signal(noted: { readonly pid: number; readonly identity: string }, name: NodeJS.Signals): boolean {
  if (!stillRuns(noted)) return false
  try {
    return process.kill(noted.pid, name)
  } catch {
    // It ended between the look and the signal.
    return false
  }
}

async function gone(noted: { readonly pid: number; readonly identity: string }, patienceMs: number): Promise<boolean> {
  const deadline = Date.now() + patienceMs
  while (stillRuns(noted)) {
    if (Date.now() > deadline) return false
    await sleep(pollMs)
  }
  return true
}
