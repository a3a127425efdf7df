import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { type Lockfile, shippedPlaces } from './shipped.ts'

/** A known vulnerability of a package. */
export interface Vulnerability {
  readonly name: string
  /** `info`, `low`, `moderate`, `high` or `critical` */
  readonly severity: string
  /** whether production runs it, or a browser gets it */
  readonly ships: boolean
}

/** What the registry knows of the packages in package-lock.json, or why it was not asked in the end. */
export type Audit =
  | { readonly vulnerabilities: readonly Vulnerability[]; readonly skipped?: undefined }
  | { readonly vulnerabilities?: undefined; readonly skipped: string }

const timeoutMs = 120_000

interface Report {
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string; readonly nodes: readonly string[] }>>
  readonly message?: string
  readonly statusCode?: number
}

/** Asks npm's registry for known vulnerabilities. @param environment such as another registry's */
export async function audit(root: string, environment: Readonly<Record<string, string>> = {}): Promise<Audit> {
  const output = await npmAudit(root, environment)
  if (output === undefined) return { skipped: `no answer within ${timeoutMs / 1000} s` }
  return readAudit(output, JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile)
}

/** Reads what `npm audit --json` printed. @throws Error where that is neither a report nor why there is none */
export function readAudit(output: string, lock: Lockfile): Audit {
  const { vulnerabilities, message, statusCode } = reportIn(output)
  if (!vulnerabilities) {
    if (message === undefined) throw new Error(`npm audit printed no report: ${output.slice(0, 300)}`)
    return { skipped: statusCode === undefined ? `no network (${message})` : `no audit endpoint (HTTP ${statusCode})` }
  }
  const shipped = shippedPlaces(lock)
  return {
    vulnerabilities: Object.entries(vulnerabilities).map(([name, { severity, nodes }]) => ({
      name,
      severity,
      ships: nodes.some((place) => shipped.has(place)),
    })),
  }
}

function reportIn(output: string): Report {
  try {
    return JSON.parse(output) as Report
  } catch {
    return {}
  }
}

/** What npm printed; undefined where it took too long. */
async function npmAudit(root: string, environment: Readonly<Record<string, string>>): Promise<string | undefined> {
  const [program, ...first] = npm()
  const args = [
    ...first,
    'audit',
    '--json',
    '--fetch-retries=1',
    '--fetch-retry-mintimeout=1000',
    '--fetch-timeout=30000',
  ]
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
    shell: process.platform === 'win32' && first.length === 0,
  })
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    child.kill()
  }, timeoutMs)
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  const output = await Promise.race([text(child.stdout), failed])
  clearTimeout(timer)
  return isLate ? undefined : output
}

/** The npm that runs this, or the one on the path. */
function npm(): readonly [string, ...string[]] {
  const cli = process.env.npm_execpath
  return cli !== undefined && /npm-cli\.js$/.test(cli) ? [process.execPath, cli] : ['npm']
}
