import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildFolder } from '../folder.ts'
import { longStep, runCommand, type Say } from '../steps.ts'
import { toolPath } from '../tools.ts'

const source = join(dirname(dirname(fileURLToPath(import.meta.url))), 'ferretdb')
const buildTimeoutMs = 20 * 60_000

/** Where the program of this source and these pinned modules belongs. */
export function ferretProgram(): string {
  const hash = createHash('sha256')
  for (const file of ['go.mod', 'go.sum', 'main.go']) hash.update(readFileSync(join(source, file)))
  return join(buildFolder, `ferretdb-${hash.digest('hex').slice(0, 12)}`)
}

/** Whether Go is needed. */
export function ferretIsMissing(): boolean {
  return !existsSync(ferretProgram())
}

/**
 * Builds FerretDB unless it is there.
 * @throws Error with the end of Go's output
 */
export async function buildFerret(say: Say): Promise<void> {
  const program = ferretProgram()
  if (existsSync(program)) return
  mkdirSync(buildFolder, { recursive: true })
  await longStep(say, 'mongo: building FerretDB with Go (once, a minute or two)', () =>
    runCommand({
      command: toolPath('go'),
      args: ['build', '-trimpath', '-tags', 'ferretdb_no_postgresql', '-ldflags', '-s -w', '-o', `${program}.new`, '.'],
      cwd: source,
      logFile: join(buildFolder, 'go.log'),
      timeoutMs: buildTimeoutMs,
      environment: { CGO_ENABLED: '0' },
    }),
  )
  renameSync(`${program}.new`, program)
}
