import { spawn } from 'node:child_process'
import { places } from './places.ts'

/** Wrangler talks to nobody but the platform, and reads no stray `.env` file. */
export const wranglerEnvironment = {
  WRANGLER_SEND_METRICS: 'false',
  WRANGLER_SEND_ERROR_REPORTS: 'false',
  CLOUDFLARE_CF_FETCH_ENABLED: 'false',
  CLOUDFLARE_LOAD_DEV_VARS_FROM_DOT_ENV: 'false',
} as const

export interface WranglerRun {
  readonly exitCode: number
  /** what it wrote to standard output and standard error */
  readonly output: string
}

/** Runs wrangler on the edge's configuration, from the edge's folder. @param echo whether its output is shown as it comes */
export function runWrangler(args: readonly string[], { echo = false } = {}): Promise<WranglerRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [places.wrangler, ...args, '--config', places.wranglerConfig], {
      cwd: places.edge,
      env: { ...process.env, ...wranglerEnvironment },
      // A deployment may have to ask: whose output is shown may also read the terminal.
      stdio: [echo ? 'inherit' : 'ignore', 'pipe', 'pipe'],
    })
    let output = ''
    const collect = (to: NodeJS.WriteStream) => (chunk: Buffer) => {
      output += chunk.toString()
      if (echo) to.write(chunk)
    }
    child.stdout?.on('data', collect(process.stdout))
    child.stderr?.on('data', collect(process.stderr))
    child.once('error', reject)
    child.once('close', (exitCode) => resolve({ exitCode: exitCode ?? 1, output }))
  })
}
