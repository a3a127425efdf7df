import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { LocustEnvironment } from './environment.ts'

const ownWayMs = 1_000

/**
 * Runs Locust on this folder's users, with the arguments given, until it ends.
 * @param folder where it runs: what paths in the arguments are relative to
 * @returns its exit code
 */
export function runLocust(
  { python, stubs }: LocustEnvironment,
  args: readonly string[],
  folder: string,
): Promise<number> {
  const file = join(import.meta.dirname, 'locustfile.py')
  const child = spawn(python, ['-m', 'locust', '-f', file, ...args], {
    cwd: folder,
    stdio: 'inherit',
    env: {
      // Nobody else may reach the page, or join as a worker, unless the person says so.
      LOCUST_WEB_HOST: '127.0.0.1',
      LOCUST_MASTER_BIND_HOST: '127.0.0.1',
      ...process.env,
      PYTHONPATH: stubs,
      PYTHONDONTWRITEBYTECODE: '1',
    },
  })
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGTERM'))
  // A terminal's Ctrl-C reaches Locust by itself; one that was sent to us alone does not.
  process.on('SIGINT', () => setTimeout(() => child.kill('SIGTERM'), ownWayMs).unref())
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
