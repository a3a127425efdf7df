import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const maxBytes = 16 * 1024 * 1024

/**
 * Runs a program beside Locust's modules that need no package, on the machine's Python.
 * @param input the program's standard input
 * @returns the JSON that it prints
 */
export function inPython(program: string, args: readonly string[], input = ''): unknown {
  const environment = {
    ...process.env,
    PYTHONPATH: join(import.meta.dirname, '..'),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUTF8: '1',
  }
  const options = { env: environment, encoding: 'utf8', maxBuffer: maxBytes, input } as const
  return JSON.parse(execFileSync('python3', ['-c', program, ...args], options))
}

function hasPython(): boolean {
  try {
    return execFileSync('python3', ['-c', 'import sys; print(sys.version_info >= (3, 10))']).includes('True')
  } catch {
    return false
  }
}

/** Why tests that need Python are left out, for their names; empty if they are not. */
export const leftOut = hasPython() ? '' : ' (left out: no Python 3.10 or newer)'
