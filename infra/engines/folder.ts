import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fromHere, root } from '../terminal/root.ts'
import type { EngineName } from './names.ts'
import type { StartedProcess } from './processes/start.ts'

/** Where the engines of `npm run engines` live unless another folder is asked for; ignored by git. */
export const defaultFolder = join(root, '.engines')

/** An engine that was started here. */
export interface EngineState {
  readonly engine: string
  readonly version: string
  readonly address: string
  /** Order of starting; they are stopped in the opposite order. */
  readonly processes: readonly StartedProcess[]
  /** How our programs reach it. */
  readonly environment: Readonly<Record<string, string>>
  /** Kafka only: how to reach its listener with TLS and SCRAM. */
  readonly secureEnvironment?: Readonly<Record<string, string>>
}

export type EngineStates = Partial<Record<EngineName, EngineState>>

/** The absolute folder for an option; relative ones start at the current folder. */
export function engineFolder(option?: string): string {
  return option ? fromHere(option) : defaultFolder
}

/** Makes an engine's own folder for data and log. */
export function folderOf(folder: string, name: EngineName): string {
  const own = join(folder, name)
  mkdirSync(own, { recursive: true, mode: 0o700 })
  return own
}

/** What was started in this folder, whether or not it still runs. */
export function readStates(folder: string): EngineStates {
  return readJson<EngineStates>(join(folder, 'state.json')) ?? {}
}

/** Notes what runs, and rewrites `env.json` and `env.sh`, which name only what was started here. */
export function writeStates(folder: string, states: EngineStates): void {
  writeJson(join(folder, 'state.json'), states)
  const environment: Record<string, string> = {}
  for (const state of Object.values(states)) Object.assign(environment, state.environment)
  const files = [join(folder, 'env.json'), join(folder, 'env.sh')] as const
  if (Object.keys(environment).length === 0) {
    for (const file of files) rmSync(file, { force: true })
    return
  }
  writeJson(files[0], environment)
  writeWhole(files[1], `${shellLines(environment).join('\n')}\n`)
}

/** Lines for a POSIX shell, one variable each. */
export function shellLines(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment).map(([name, value]) => `export ${name}='${value.replaceAll("'", "'\\''")}'`)
}

/** A JSON file of ours, or `undefined` where there is none. */
export function readJson<Shape>(file: string): Shape | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Shape) : undefined
}

/** Writes a JSON file that only its owner can read: these files hold tokens. */
export function writeJson(file: string, content: unknown): void {
  writeWhole(file, `${JSON.stringify(content, null, 2)}\n`)
}

/** Writes beside and renames, so that a reader never finds half a file. */
export function writeWhole(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  writeFileSync(`${file}.new`, text, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}
