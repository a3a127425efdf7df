import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../root.ts'

/** A command that runs as a person would run it, in a process group of its own, as in a terminal. */
export class CommandUnderTest {
  stdout = ''
  stderr = ''
  readonly pid: number
  /** Resolves with the exit code when it has ended. */
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

  /** Waits until the text stands in its output. @throws Error with all it said where it ends first */
  async says(text: string): Promise<void> {
    const said = new Promise<void>((resolve) => {
      const check = () => {
        if (this.stdout.includes(text)) resolve()
      }
      this.#waiting.add(check)
      check()
    })
    const tooSoon = this.ended.then((code) => {
      throw new Error(`ended with ${code} before it said "${text}":\n${this.stdout}\n${this.stderr}`)
    })
    await Promise.race([said, tooSoon])
  }

  /** What Ctrl-C does: the signal goes to every process of the terminal's group. */
  pressCtrlC(): void {
    process.kill(-this.pid, 'SIGINT')
  }

  /** The processes that it started, and those that they started. */
  descendants(): readonly number[] {
    const all = runningProcesses()
    const found: number[] = [this.pid]
    for (const pid of found) found.push(...all.filter(({ parent }) => parent === pid).map((child) => child.pid))
    return found.slice(1)
  }
}

/** Those of the processes that still run. */
export function stillRunning(pids: readonly number[]): readonly number[] {
  const running = new Set(runningProcesses().map(({ pid }) => pid))
  return pids.filter((pid) => running.has(pid))
}

function runningProcesses(): readonly { pid: number; parent: number }[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  return lines.flatMap((line) => {
    const [pid, parent, state] = line.trim().split(/\s+/)
    // A zombie has ended; only its parent has not asked yet.
    return state?.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent) }]
  })
}
