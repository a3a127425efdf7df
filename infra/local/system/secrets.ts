import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * The keys of a system: the edge signs batches with RELAY_KEY, both doors hash voters with VOTER_KEY, and whoever exports
 * the vote log brings EXPORT_KEY.
 */
export interface Secrets {
  readonly RELAY_KEY: string
  readonly VOTER_KEY: string
  readonly EXPORT_KEY: string
}

/**
 * The folder's keys, which are created at the first start; only the owner can read them.
 * @throws Error if the file holds something else
 */
export function secretsOf(folder: string): Secrets {
  const file = secretsFileOf(folder)
  const stored = existsSync(file) ? parse(readFileSync(file, 'utf8')) : {}
  // A folder of an older version has no key for exports. The other two are needed to read what it holds.
  const lacksKeys = typeof stored?.RELAY_KEY !== 'string' || typeof stored.VOTER_KEY !== 'string'
  if (lacksKeys && existsSync(file))
    throw new Error(`${file} does not hold its keys. To start over: npm start -- --fresh`)
  const secrets = {
    RELAY_KEY: key(stored?.RELAY_KEY),
    VOTER_KEY: key(stored?.VOTER_KEY),
    EXPORT_KEY: key(stored?.EXPORT_KEY),
  }
  if (typeof stored?.EXPORT_KEY !== 'string') {
    writeFileSync(file, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  }
  return secrets
}

/** Where a folder's keys are kept. */
export function secretsFileOf(folder: string): string {
  return join(folder, 'secrets.json')
}

function key(stored: unknown): string {
  return typeof stored === 'string' ? stored : randomBytes(32).toString('base64url')
}

function parse(text: string): Partial<Record<keyof Secrets, unknown>> | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
