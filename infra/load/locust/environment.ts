import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { messageOf } from '@aplauso/process/portable'
import { root } from '../../local/system/index.ts'

const run = promisify(execFile)
const installTimeoutMs = 300_000

/** A Python with Locust, and the gRPC stubs beside it. */
export interface LocustEnvironment {
  readonly python: string
  /** the folder of the stubs, for PYTHONPATH */
  readonly stubs: string
}

/**
 * Creates the virtual environment and the stubs in an ignored folder, if they are missing or of other versions.
 * @param say receives a line before that starts, since it takes a minute
 * @throws Error with a message for people if there is no Python, or the packages are not available
 */
export async function locustEnvironment(say: (line: string) => void): Promise<LocustEnvironment> {
  const folder = join(root, '.build', 'locust')
  const python = process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python')
  const stubs = join(folder, 'stubs')
  const note = join(folder, 'made-from')
  const madeFrom = digestOf([
    join(import.meta.dirname, 'requirements.txt'),
    join(import.meta.dirname, 'constraints.txt'),
    join(root, 'proto', 'vote.proto'),
  ])
  if (existsSync(python) && existsSync(note) && readFileSync(note, 'utf8') === madeFrom) return { python, stubs }
  say('Installing Locust into .build/locust, which takes a minute …')
  rmSync(folder, { recursive: true, force: true })
  await step('the virtual environment cannot be created: install Python 3.10 or newer, with venv', 'python3', [
    '-m',
    'venv',
    folder,
  ])
  await step("Locust's packages cannot be installed", python, [
    ...['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'],
    ...['-r', join(import.meta.dirname, 'requirements.txt'), '-c', join(import.meta.dirname, 'constraints.txt')],
  ])
  mkdirSync(stubs, { recursive: true })
  const proto = join(root, 'proto')
  await step('the gRPC stubs cannot be generated', python, [
    ...['-m', 'grpc_tools.protoc', `--proto_path=${proto}`, `--python_out=${stubs}`, `--grpc_python_out=${stubs}`],
    join(proto, 'vote.proto'),
  ])
  writeFileSync(note, madeFrom)
  return { python, stubs }
}

async function step(failure: string, command: string, args: readonly string[]): Promise<void> {
  try {
    await run(command, args, { timeout: installTimeoutMs })
  } catch (error) {
    const printed = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : ''
    const [last] = printed.split('\n').slice(-1)
    throw new Error(`${failure}: ${last || messageOf(error)}`)
  }
}

function digestOf(paths: readonly string[]): string {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(readFileSync(path))
  return hash.digest('hex')
}
