import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../terminal/root.ts'

const run = promisify(execFile)
const requirements = join(import.meta.dirname, 'requirements.txt')
const installTimeoutMs = 90_000
const checkTimeoutMs = 20_000
const needed = 'import grpc, grpc_tools'

/** The command of a Python that has grpcio, or why there is none. */
export type Python = { readonly command: string } | { readonly missing: string }

/**
 * Finds a Python with the packages of requirements.txt: the machine's own, else a virtual environment in an ignored
 * folder, which is created if it is missing. Never rejects.
 */
export async function findPython(): Promise<Python> {
  const folder = join(root, '.build', 'python')
  const own = join(folder, 'bin', 'python')
  for (const command of ['python3', own]) if (await has(command)) return { command }
  try {
    if (!existsSync(own)) await run('python3', ['-m', 'venv', folder], { timeout: installTimeoutMs })
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements]
    await run(own, install, { timeout: installTimeoutMs })
    if (await has(own)) return { command: own }
  } catch {
    // Whatever the reason, the packages are not available here, which the result says.
  }
  const packages = readFileSync(requirements, 'utf8').trim().split('\n').join(' and ')
  return { missing: `no Python with ${packages}` }
}

async function has(command: string): Promise<boolean> {
  try {
    await run(command, ['-c', needed], { timeout: checkTimeoutMs })
    return true
  } catch {
    return false
  }
}
