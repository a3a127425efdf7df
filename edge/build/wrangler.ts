import { type ChildProcess, spawn } from 'node:child_process'
import { places } from './places.ts'

/** Wrangler talks to nobody but the platform, and reads no stray `.env` file. */
const environment = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: 'false',
}

export interface WranglerRun {
  readonly exitCode: number
  /** what it wrote to standard output and standard error */
  readonly output: string
}

/** Runs wrangler on the edge's configuration, with the edge's folder as the current one, and collects what it says. */
export async function runWrangler(args: readonly string[]): Promise<WranglerRun> {
  const child = start(args, ['ignore', 'pipe', 'pipe'])
  let output = ''
  const collect = (chunk: Buffer) => {
    output += chunk.toString()
  }
  child.stdout?.on('data', collect)
  child.stderr?.on('data', collect)
  return { exitCode: await exitCodeOf(child), output }
}

/** The same on this process's own terminal, where wrangler may ask questions; its exit code. */
export function runWranglerHere(args: readonly string[]): Promise<number> {
  return exitCodeOf(start(args, 'inherit'))
}

function start(args: readonly string[], stdio: 'inherit' | ['ignore', 'pipe', 'pipe']): ChildProcess {
  return spawn(process.execPath, [places.wrangler, ...args, '--config', places.wranglerConfig], {
    cwd: places.edge,
    env: { ...process.env, ...environment },
    stdio,
  })
}

function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve(code ?? 1))
  })
}
