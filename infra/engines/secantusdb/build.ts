import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildFolder, moveIntoPlace, placeOf } from '../cache.ts'
import { longStep, runCommand, type Say } from '../steps.ts'
import { toolPath } from '../tools.ts'

const requirements = join(import.meta.dirname, 'requirements.txt')
const installTimeoutMs = 5 * 60_000

/** The version that is installed, as requirements.txt pins it. */
export function secantusVersion(): string {
  return /^secantusdb==(\S+)/im.exec(readFileSync(requirements, 'utf8'))?.[1] ?? 'of unknown version'
}

/** The Python of the virtual environment that belongs to these pinned packages. */
function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
}

function place(): string {
  return placeOf('secantusdb', requirements)
}

/** Whether it has to be installed first. */
export function secantusIsMissing(): boolean {
  return !existsSync(pythonIn(place()))
}

/**
 * Installs SecantusDB into a virtual environment in the build cache, unless it is there. Every package is pinned by
 * version and hash.
 * @returns the environment's Python
 * @throws Error with the end of pip's output
 */
export async function installSecantus(say: Say): Promise<string> {
  const finished = place()
  if (!secantusIsMissing()) return pythonIn(finished)
  mkdirSync(buildFolder, { recursive: true })
  const unfinished = mkdtempSync(`${finished}-`)
  const logFile = join(buildFolder, 'pip.log')
  const step = (command: string, args: readonly string[]) =>
    runCommand({ command, args, cwd: buildFolder, logFile, timeoutMs: installTimeoutMs })
  try {
    await longStep(say, 'secantusdb: installing it with pip (once, half a minute)', async () => {
      await step(toolPath('python3'), ['-m', 'venv', unfinished])
      await step(pythonIn(unfinished), [
        ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--only-binary=:all:'],
        ...['--require-hashes', '--requirement', requirements],
      ])
    })
    moveIntoPlace(unfinished, finished)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return pythonIn(finished)
}
