import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { LocustEnvironment } from './environment.ts'

const ownWayMs = 1_000

/**
 * Runs Locust on this folder's users until it ends.
 * @param folder the working folder, to which paths in the arguments are relative
 * @returns Locust's exit code
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
      // Other machines can reach the page, or join as workers, only if the person allows it.
      LOCUST_WEB_HOST: '127.0.0.1',
      LOCUST_MASTER_BIND_HOST: '127.0.0.1',
      ...process.env,
      PYTHONPATH: stubs,
      PYTHONDONTWRITEBYTECODE: '1',
    },
  })
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGTERM'))
  // A terminal's Ctrl-C reaches Locust directly; a SIGINT sent only to this process does not.
  process.on('SIGINT', () => setTimeout(() => child.kill('SIGTERM'), ownWayMs).unref())
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
