import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { buildFolder } from './cache.ts'
import { patchArguments, patchFile } from './go-patch.ts'
import { longStep, runCommand, type Say } from './steps.ts'
import { toolPath } from './tools.ts'

/** A program that is built once with Go from a small main of our own and pinned modules. */
export interface GoProgram {
  /** Of the file that is built, such as `ferretdb`. */
  readonly name: string
  /** Holds go.mod, go.sum and main.go, and perhaps a patch.json. */
  readonly source: string
  readonly tags?: readonly string[]
  /** What is said while it is built. */
  readonly announcement: string
}

const buildTimeoutMs = 20 * 60_000

/** Where the program of this source and these pinned modules belongs. */
function goProgramPath({ name, source }: GoProgram): string {
  const hash = createHash('sha256')
  const files = ['go.mod', 'go.sum', 'main.go'].map((name) => join(source, name))
  for (const file of [...files, patchFile(source)]) if (existsSync(file)) hash.update(readFileSync(file))
  return join(buildFolder, `${name}-${hash.digest('hex').slice(0, 12)}`)
}

/** Whether Go is needed. */
export function goProgramIsMissing(program: GoProgram): boolean {
  return !existsSync(goProgramPath(program))
}

/**
 * Builds the program unless it is there.
 * @returns its path
 * @throws Error with the end of Go's output
 */
export async function buildGoProgram(program: GoProgram, say: Say): Promise<string> {
  const path = goProgramPath(program)
  if (existsSync(path)) return path
  mkdirSync(buildFolder, { recursive: true })
  // Two processes may build at once; the last to finish replaces the other's equal file.
  const unfinished = `${path}.${process.pid}.new`
  const tags = program.tags ? ['-tags', program.tags.join(',')] : []
  const scratch = mkdtempSync(join(buildFolder, 'patch-'))
  try {
    await longStep(say, program.announcement, async () => {
      const patched = await patchArguments(program.source, scratch)
      await runCommand({
        command: toolPath('go'),
        args: ['build', '-trimpath', ...patched, ...tags, '-ldflags', '-s -w', '-o', unfinished, '.'],
        cwd: program.source,
        logFile: join(buildFolder, 'go.log'),
        timeoutMs: buildTimeoutMs,
        environment: { CGO_ENABLED: '0' },
      })
    })
    renameSync(unfinished, path)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return path
}
