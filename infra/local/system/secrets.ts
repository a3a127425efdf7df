import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The keys that the processes share: the edge signs batches with RELAY_KEY, both doors hash voters with VOTER_KEY. */
export interface Secrets {
  readonly RELAY_KEY: string
  readonly VOTER_KEY: string
}

/**
 * The folder's keys, which are created at the first start; only the owner can read them.
 * @throws Error if the file holds something else
 */
export function secretsOf(folder: string): Secrets {
  const file = join(folder, 'secrets.json')
  if (!existsSync(file)) {
    const made = { RELAY_KEY: randomBytes(32).toString('base64url'), VOTER_KEY: randomBytes(32).toString('base64url') }
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
    return made
  }
  const stored = parse(readFileSync(file, 'utf8'))
  if (typeof stored?.RELAY_KEY !== 'string' || typeof stored.VOTER_KEY !== 'string')
    throw new Error(`${file} does not hold the two keys. To start over: npm start -- --fresh`)
  return { RELAY_KEY: stored.RELAY_KEY, VOTER_KEY: stored.VOTER_KEY }
}

function parse(text: string): Partial<Record<keyof Secrets, unknown>> | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
