import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { precompress } from './precompress.ts'

const root = fileURLToPath(new URL('.', import.meta.url))
const stampName = '.inputs'
const buildTimeoutMs = 120_000

/** Everything the page is built from; the lock file represents the packages. */
const inputs = [
  { folder: root, patterns: ['*.{ts,json,html}', 'src/**', 'public/**'] },
  { folder: join(root, '..'), patterns: ['package-lock.json', 'proto/**/*.ts'] },
]

function hashOfInputs(): string {
  const hash = createHash('sha256')
  for (const { folder, patterns } of inputs) {
    for (const entry of globSync(patterns, { cwd: folder, withFileTypes: true }).sort(byPath)) {
      if (!entry.isFile() || /\.test\.ts$/.test(entry.name)) continue
      const path = join(entry.parentPath, entry.name)
      hash.update(`${path}\0`).update(readFileSync(path)).update('\0')
    }
  }
  return hash.digest('hex')
}

interface Entry {
  readonly parentPath: string
  readonly name: string
}

function byPath(a: Entry, b: Entry): number {
  return join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1
}

function readStamp(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

/**
 * Builds the page into a folder, replacing what is there. Does nothing if the folder holds a build of the same inputs.
 * The page is built in `.build` beside the folder, and moved once it is complete.
 * @returns whether it was built
 * @throws Error with Vite's output if the build fails
 * @example
 * const wasBuilt = await buildDashboard('dashboard/dist')
 */
export async function buildDashboard(outDir: string): Promise<boolean> {
  const target = resolve(outDir)
  const hash = hashOfInputs()
  if (readStamp(join(target, stampName)) === hash) return false
  const scratch = join(dirname(target), '.build', `page-${process.pid}`)
  try {
    await runVite(scratch)
    precompress(scratch)
    writeFileSync(join(scratch, stampName), hash)
    rmSync(target, { recursive: true, force: true })
    renameSync(scratch, target)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return true
}

/** Runs Vite in its own process, so that the caller's NODE_ENV does not affect the build. */
async function runVite(outDir: string): Promise<void> {
  const vite = fileURLToPath(new URL('bin/vite.js', import.meta.resolve('vite/package.json')))
  await promisify(execFile)(process.execPath, [vite, 'build', '--outDir', outDir, '--logLevel', 'warn'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    timeout: buildTimeoutMs,
  }).catch((error: Error & { stdout?: string; stderr?: string }) => {
    throw new Error(`the dashboard does not build: ${error.stderr || error.stdout || error.message}`, { cause: error })
  })
}
