import { readFileSync } from 'node:fs'
import { places } from '@aplauso/edge/build'

/** The edge's compatibility date, as its deployment has it. @throws Error where wrangler.jsonc names none */
export function compatibilityDate(): string {
  const date = /"compatibility_date":\s*"(\d{4}-\d\d-\d\d)"/.exec(readFileSync(places.wranglerConfig, 'utf8'))?.[1]
  if (date === undefined) throw new Error(`${places.wranglerConfig} has no compatibility_date`)
  return date
}
