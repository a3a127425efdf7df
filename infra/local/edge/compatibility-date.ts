import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const configPath = fileURLToPath(new URL('../../../edge/wrangler.jsonc', import.meta.url))

/** The edge's compatibility date, as its deployment has it. @throws Error where wrangler.jsonc names none */
export function compatibilityDate(): string {
  const date = /"compatibility_date":\s*"(\d{4}-\d\d-\d\d)"/.exec(readFileSync(configPath, 'utf8'))?.[1]
  if (date === undefined) throw new Error(`${configPath} has no compatibility_date`)
  return date
}
