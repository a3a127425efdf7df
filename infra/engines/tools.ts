import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const versionTimeoutMs = 15_000

/** A program of the machine that an engine needs. */
export interface Tool {
  readonly name: string
  readonly debian: string
  readonly brew: string
  readonly atLeast?: Minimum
}

export const java: Tool = {
  name: 'java',
  debian: 'default-jre-headless',
  brew: 'openjdk',
  atLeast: { prefix: '', number: 17, args: ['-version'], pattern: /version "(\d+)/ },
}
export const keytool: Tool = { name: 'keytool', debian: 'default-jre-headless', brew: 'openjdk' }
export const maven: Tool = { name: 'mvn', debian: 'maven', brew: 'maven' }
export const go: Tool = {
  name: 'go',
  debian: 'golang-go',
  brew: 'go',
  // Since 1.21 Go brings the newer one that a go.mod asks for by itself. Debian 12 has only 1.19.
  atLeast: { prefix: '1.', number: 21, args: ['version'], pattern: /go1\.(\d+)/ },
}
export const redisServer: Tool = { name: 'redis-server', debian: 'redis-server', brew: 'redis' }

export const python: Tool = {
  name: 'python3',
  debian: 'python3-venv',
  brew: 'python',
  atLeast: { prefix: '3.', number: 11, args: ['--version'], pattern: /Python 3\.(\d+)/ },
}

/** The oldest version that does, and how to ask a program for its own. */
export interface Minimum {
  /** The prefix of the number that counts, such as `1.` for Go. */
  readonly prefix: string
  readonly number: number
  readonly args: readonly string[]
  /** Finds that number in what the program prints. */
  readonly pattern: RegExp
}

/** Java's own programs are taken from `JAVA_HOME` where it is set, everything else from PATH. */
export function findTool(name: string): string | undefined {
  const home = process.env.JAVA_HOME
  const folders = (process.env.PATH ?? '').split(delimiter)
  if (home && (name === 'java' || name === 'keytool')) folders.unshift(join(home, 'bin'))
  return folders.map((folder) => join(folder, name)).find(isProgram)
}

/** The path of a program, or its bare name where it is missing: starting it then fails with its name. */
export function toolPath(name: string): string {
  return findTool(name) ?? name
}

/**
 * Looks for all the tools given.
 * @returns a line for each that is missing or too old, with the command that installs it; empty when all are there
 */
export async function missingTools(tools: readonly Tool[]): Promise<string[]> {
  const unique = [...new Map(tools.map((tool) => [tool.name, tool])).values()]
  const lines = await Promise.all(unique.map(complaint))
  return lines.filter((line) => line !== undefined)
}

async function complaint(tool: Tool): Promise<string | undefined> {
  const path = findTool(tool.name)
  if (!path) return `${tool.name} is missing. Install it with: ${installLine(tool)}`
  if (!tool.atLeast) return undefined
  const { prefix, number, args, pattern } = tool.atLeast
  const text = await run(path, args, { timeout: versionTimeoutMs }).then(
    ({ stdout, stderr }) => stdout + stderr,
    (error: unknown) => String(error),
  )
  const found = Number(pattern.exec(text)?.[1])
  if (found >= number) return undefined
  const what = Number.isNaN(found) ? 'does not say its version' : `is version ${prefix}${found}`
  return `${path} ${what}, ${prefix}${number} or newer is needed. Install it with: ${installLine(tool)}`
}

function installLine(tool: Tool): string {
  if (process.platform === 'darwin') return `brew install ${tool.brew}`
  const sudo = process.getuid?.() === 0 ? '' : 'sudo '
  return `${sudo}apt-get update && ${sudo}apt-get install -y ${tool.debian}`
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
