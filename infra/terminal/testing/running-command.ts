import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../root.ts'

/** A command that runs as a person would run it: in a process group of its own, as in a terminal. */
export class RunningCommand {
  stdout = ''
  stderr = ''
  readonly pid: number
  /** resolves with the exit code */
  readonly ended: Promise<number | null>
  readonly #waiting = new Set<() => void>()

  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, [join(root, 'infra', 'cli', 'bootstrap', 'run.mjs'), ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
      detached: true,
    })
    this.pid = child.pid ?? 0
    child.stdout.on('data', (chunk) => {
      this.stdout += chunk
      for (const check of this.#waiting) check()
    })
    child.stderr.on('data', (chunk) => {
      this.stderr += chunk
    })
    this.ended = new Promise((resolve) => child.once('close', resolve))
  }

  /** Waits until the output contains the text. @throws Error with the whole output if the command ends first */
  async says(text: string): Promise<void> {
    const said = new Promise<void>((resolve) => {
      const check = () => {
        if (this.stdout.includes(text)) resolve()
      }
      this.#waiting.add(check)
      check()
    })
    const tooSoon = this.ended.then((code) => {
      throw new Error(`ended with ${code} before it printed "${text}":\n${this.stdout}\n${this.stderr}`)
    })
    await Promise.race([said, tooSoon])
  }

  /** Sends SIGINT to every process of the group, as Ctrl-C does. */
  pressCtrlC(): void {
    process.kill(-this.pid, 'SIGINT')
  }

  /** The processes that the command started, and their descendants. */
  descendants(): readonly number[] {
    const all = runningProcesses()
    const found: number[] = [this.pid]
    for (const pid of found) found.push(...all.filter(({ parent }) => parent === pid).map((child) => child.pid))
    return found.slice(1)
  }
}

/** Which of the processes are still running. */
export function stillRunning(pids: readonly number[]): readonly number[] {
  const running = new Set(runningProcesses().map(({ pid }) => pid))
  return pids.filter((pid) => running.has(pid))
}

function runningProcesses(): readonly { pid: number; parent: number }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  return lines.flatMap((line) => {
    const [pid, parent, state] = line.trim().split(/\s+/)
    // A zombie has ended; its parent has just not collected it yet.
    return state?.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent) }]
  })
}
