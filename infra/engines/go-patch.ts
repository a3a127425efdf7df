import { execFile } from 'node:child_process'
import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { readJson } from './folder.ts'
import { toolPath } from './tools.ts'

/** One place of a module's source that is built differently; `patch.json` beside the go.mod. */
interface Patch {
  readonly module: string
  /** path within the module */
  readonly file: string
  readonly find: string
  readonly put: string
}

const run = promisify(execFile)
const downloadTimeoutMs = 10 * 60_000

/** The file that holds a program's patch; it need not exist. */
export function patchFile(source: string): string {
  return join(source, 'patch.json')
}

/**
 * Makes a copy of the module with the patch, and a go.mod that takes it from there: the module cache stays as it is.
 * @param folder for the copy
 * @returns arguments for `go build`; none where there is no patch
 * @throws Error where the module's source does not hold what is to be replaced
 */
export async function patchArguments(source: string, folder: string): Promise<readonly string[]> {
  const patch = existsSync(patchFile(source)) ? readJson<Patch>(patchFile(source)) : undefined
  if (!patch) return []
  const copy = join(folder, 'module')
  copyWritable(await moduleFolder(source, patch.module), copy)
  const file = join(copy, patch.file)
  const text = readFileSync(file, 'utf8')
  if (text.split(patch.find).length !== 2)
    throw new Error(`${patch.file} of ${patch.module} does not hold the line to patch`)
  writeFileSync(
    file,
    text.replace(patch.find, () => patch.put),
  )
  const modFile = join(folder, 'patched.mod')
  writeFileSync(modFile, `${readFileSync(join(source, 'go.mod'), 'utf8')}\nreplace ${patch.module} => ${copy}\n`)
  cpSync(join(source, 'go.sum'), join(folder, 'patched.sum'))
  return ['-modfile', modFile]
}

/** Go keeps its module cache read only, and a copy keeps the modes. */
function copyWritable(from: string, to: string): void {
  cpSync(from, to, { recursive: true })
  chmodSync(to, 0o700)
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true }))
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o700 : 0o600)
}

async function moduleFolder(source: string, module: string): Promise<string> {
  const { stdout } = await run(toolPath('go'), ['mod', 'download', '-json', module], {
    cwd: source,
    timeout: downloadTimeoutMs,
  })
  const { Dir: folder } = JSON.parse(stdout) as { readonly Dir?: string }
  if (!folder) throw new Error(`go mod download does not say where ${module} is`)
  return folder
}
