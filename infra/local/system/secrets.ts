import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The keys that the processes share: the edge signs its batches with one, both doors hash voters with the other. */
export interface Secrets {
  readonly RELAY_KEY: string
  readonly VOTER_KEY: string
}

/**
 * The folder's keys; they are made at the first start and kept, for only the owner to read.
 * @throws Error where the file is there but holds something else
 */
export function secretsOf(folder: string): Secrets {
  const file = join(folder, 'secrets.json')
  if (!existsSync(file)) {
    const made = { RELAY_KEY: randomBytes(32).toString('base64url'), VOTER_KEY: randomBytes(32).toString('base64url') }
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
    return made
  }
  const kept = parse(readFileSync(file, 'utf8'))
  if (typeof kept?.RELAY_KEY !== 'string' || typeof kept.VOTER_KEY !== 'string')
    throw new Error(`${file} does not hold the two keys that it should. Start afresh with: npm start -- --fresh`)
  return { RELAY_KEY: kept.RELAY_KEY, VOTER_KEY: kept.VOTER_KEY }
}

function parse(text: string): Partial<Record<keyof Secrets, unknown>> | null {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
