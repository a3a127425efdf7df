import { spawn } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { processIdentity } from './identity.ts'

/** A process that was started here, with what is needed to know it again. */
export interface StartedProcess {
  /** What it is for, such as `redis-server`. */
  readonly role: string
  readonly pid: number
  readonly identity: string
  readonly logFile: string
}

export interface ProcessPlan {
  readonly role: string
  readonly command: string
  readonly args: readonly string[]
  readonly logFile: string
  readonly cwd: string
  /** Added to this process's environment. Secrets go here or into a file, never into `args`. */
  readonly environment?: Readonly<Record<string, string>>
}

/**
 * Starts a process that survives this one, its output appended to its log file.
 * @throws Error when it cannot be started at all
 */
export async function startDetached(plan: ProcessPlan): Promise<StartedProcess> {
  const log = openSync(plan.logFile, 'a', 0o600)
  try {
    const child = spawn(plan.command, plan.args, {
      cwd: plan.cwd,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...plan.environment },
    })
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve)
      child.once('error', (error) => reject(new Error(`${plan.role} cannot be started: ${error.message}`)))
    })
    child.unref()
    const pid = child.pid ?? 0
    // A process that ends at once has no identity left; the empty one matches none.
    return { role: plan.role, pid, identity: processIdentity(pid) ?? '', logFile: plan.logFile }
  } finally {
    closeSync(log)
  }
}
